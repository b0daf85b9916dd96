import type { FastifyError } from '@fastify/error'
import type { FastifyBaseLogger } from 'fastify'
import type { InputOf, UserSchema } from '../../shared/user-schema/user-schema.ts'
import type { JobReference } from '../../turn/jobs.ts'
import type { HandlerResult } from '../../turn/turn.ts'
import type { Retry } from './retry.ts'

/** What a job knows besides its input. */
export interface JobContext {
  /** Id of the conversation that is answered. */
  readonly conversation: string
  /** How often it has been tried, this time included. */
  readonly attempt: number
  /** Aborted when the app closes, or after 15 minutes: hand it to whatever is awaited. */
  readonly signal: AbortSignal
  /** Writes job and conversation beside each line. */
  readonly log: FastifyBaseLogger
}

/**
 * Does what a turn left for later: what it returns is pushed to the conversation. It may run more than once, as when
 * its process dies in the middle.
 */
export type JobHandler<I = unknown> = (input: I, later: JobContext) => HandlerResult | PromiseLike<HandlerResult>

/** What may be said of a job besides what it does. */
export interface JobOptions<S extends UserSchema = UserSchema> {
  /**
   * Schema of its input, a TypeBox schema, a Standard Schema or a JSON Schema: types it, and is checked when a turn
   * defers it.
   */
  input?: S
  /** How it is tried again when it throws. Default: 3 times, after 5000 ms at first, backing off */
  retry?: Retry
  /**
   * What the user reads when the job is given up: a reply, or a function that makes one of the error. Default: nothing
   */
  errorReply?: HandlerResult
    | ((error: FastifyError, context: JobContext) => HandlerResult | PromiseLike<HandlerResult>)
}

/** `app.bot.job`. Returns the reference that `turn.defer` takes. */
export interface AddJob {
  (name: string, handler: JobHandler): JobReference
  <const S extends UserSchema>(
    name: string, options: JobOptions<S> & { input: S }, handler: JobHandler<InputOf<S>>
  ): JobReference<InputOf<S>>
  (name: string, options: JobOptions, handler: JobHandler): JobReference
}
