import type { FastifyError } from '@fastify/error'
import type { RequestTurn } from './request-turn.ts'

/** Work that a turn leaves for later. */
export interface Deferral {
  /** Name of the job that does it. */
  readonly job: string
  readonly input: unknown
}

/** Keeps what turns leave for later until it is done. */
export interface Deferrals {
  /** Looks at a deferral when the handler makes it. Throws FST_BOT_JOB_UNKNOWN and FST_BOT_JOB_INPUT_INVALID. */
  check: (job: string, input: unknown) => void
  /** Keeps the deferrals of a turn that went well, before it is answered. Rejects when they could not be kept. */
  commit: (turn: RequestTurn, deferrals: readonly Deferral[]) => Promise<void>
  /** Keeps a turn that is still being worked on, before its holding words are sent: another process may have to take it over. */
  hold: (turn: RequestTurn) => Promise<HeldTurn>
}

/** A turn whose user was told to wait. */
export interface HeldTurn {
  /** Hands over what the handler came to. Never rejects. */
  done: (outcome: HeldTurnOutcome) => Promise<void>
}

/** What a held handler came to: replies that were checked and work for later, or why there are none. */
export type HeldTurnOutcome = { replies: readonly unknown[], deferred: readonly Deferral[] } | { error: FastifyError }
