import type { FastifyError } from '@fastify/error'
import type { DedupeStore } from '../dedupe/dedupe-store.ts'
import type { Hooks } from './hooks.ts'
import type { MemorySchema } from './memory-schema.ts'
import type { RequestTurn } from './request-turn.ts'
import type { ReplyPolicy, TurnResponse } from './respond.ts'
import type { Handler, HandlerResult } from './turn.ts'

/** A registered handler, as far as a turn needs it. */
export interface TurnHandler {
  /** What the app registered, such as `skill get-weather`. */
  readonly name: string
  /** The call that registered it, for its stack; undefined in production. */
  readonly registration: Error | undefined
  readonly handler: Handler
  readonly memorySchema: MemorySchema | undefined
  /** Where it was registered: whose hooks run around it. */
  readonly scope: { readonly hooks: Hooks }
  /** What the user reads when the handler nears its timeout. */
  readonly interimReply: HandlerResult
  readonly deduplicate: boolean
}

/** That no handler fits a turn, and the registered names that its skill may have been meant to be. */
export interface Unhandled { readonly nearest: readonly string[] }

/** Called with a result that came after the timeout, and with the reason when it is a failure. */
export type LateResultListener = (turn: RequestTurn, failure?: { reason: unknown }) => void

/** Limits for the handler and its replies. */
export interface TurnPolicy extends ReplyPolicy {
  /** How long handler and hooks may take, in milliseconds. */
  readonly handlerTimeout: number
  readonly onLate: LateResultListener
  /** Called when the dedupe store fails, and a call is run without it. */
  readonly onStoreFailure: (turn: RequestTurn, reason: unknown) => void
}

/** An address of the bot: what a turn that comes there is answered by. */
export interface TurnRoute {
  /** Where the bot is mounted; empty without a prefix. */
  readonly prefix: string
  readonly policy: TurnPolicy
  readonly resolve: (turn: RequestTurn) => TurnHandler | Unhandled
  /** Where answers are kept; undefined when each call is run. */
  readonly dedupeStore: DedupeStore | undefined
}

/** What came of a turn: a body to send, or none, and then the caller gets the code of the error. */
export interface TurnResult extends Partial<TurnResponse> {
  error?: FastifyError
  /** What the error reply failed with, when that failed too. */
  errorReplyError?: unknown
  /** The same call was answered before, and no handler was run. */
  repeated?: true
  /** Names that may have been meant, when no handler fits. */
  nearest?: readonly string[]
}

/** What came of a turn, in one word: `replied`, `repeated`, or the code of the error. */
export function describeOutcome ({ error, repeated }: TurnResult): string {
  return repeated ? 'repeated' : error?.code ?? 'replied'
}
