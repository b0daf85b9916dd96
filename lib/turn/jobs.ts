/** What `bot.job` returns: hand it to `turn.defer`. */
export interface JobReference<Input = unknown> {
  /** Name of the job. */
  readonly name: string
  /** Types the input; never there. */
  readonly input?: Input
}

/**
 * Jobs that `turn.defer` takes by name, for handlers that cannot import the reference that `bot.job` returns: the name
 * of each with the type of its input.
 *
 * @example
 * declare module 'fastify-bot-webhook' {
 *   interface Jobs {
 *     statement: { year: number }
 *   }
 * }
 */
export interface Jobs {}

/** Leaves work for later: a job by the reference that `bot.job` returned, or by a name that `Jobs` declares. */
export interface Defer {
  <Input>(job: JobReference<Input>, ...input: JobInput<NoInfer<Input>>): void
  <Name extends keyof Jobs>(job: Name, ...input: JobInput<Jobs[Name]>): void
}

type JobInput<Input> = undefined extends Input ? [input?: Input] : [input: Input]
