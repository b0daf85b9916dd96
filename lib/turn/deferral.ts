import type { FastifyError } from '@fastify/error'
import type { TurnRequest } from './turn.ts'

/** Work that a turn leaves for later. */
export interface Deferral {
  /** Name of the job that does it. */
  readonly job: string
  readonly input: unknown
}

/** The turn that leaves work for later. */
export interface DeferringTurn {
  /** Of the conversation. */
  readonly id: string | undefined
  readonly route: string
  readonly request: TurnRequest
  /** The bytes of the call; undefined when it had none. */
  readonly bytes: Buffer | undefined
  /** Names the turn in a log line. */
  readonly logLabel: object
}

/** Stores what turns leave for later until it is done. */
export interface Deferrals {
  /** Looks at a deferral when the handler makes it. Throws FST_BOT_JOB_UNKNOWN and FST_BOT_JOB_INPUT_INVALID. */
  check: (job: string, input: unknown) => void
  /** Stores the deferrals of a turn that went well, before it is answered. Rejects when they could not be stored. */
  commit: (turn: DeferringTurn, deferrals: readonly Deferral[]) => Promise<void>
  /**
   * Stores a turn that is still being worked on, before its interim reply is sent: another process may have to take it
   * over. Without this no turn has an interim reply.
   */
  hold?: (turn: DeferringTurn) => Promise<HeldTurn>
}

/** A turn whose user was told to wait. */
export interface HeldTurn {
  /** Hands over what the handler came to. Never rejects. */
  done: (outcome: HeldTurnOutcome) => Promise<void>
}

/**
 * What a held handler came to: checked replies and work for later, or an error with the replies that tell the user of
 * it, which the error reply of the scope made. Empty replies: there is no error reply, or it failed too.
 */
export type HeldTurnOutcome =
  | { replies: readonly unknown[], deferred: readonly Deferral[] }
  | { error: FastifyError, errorReplyError?: unknown, replies: readonly unknown[] }
