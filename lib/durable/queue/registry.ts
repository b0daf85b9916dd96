import {
  FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID, FST_BOT_HANDLER_LATE, FST_BOT_JOB_INPUT_INVALID,
  FST_BOT_JOB_UNKNOWN
} from '../../errors.ts'
import { readHandlerOptions } from '../../bot/handler-options.ts'
import { shortenPointer } from '../../shared/json/json-pointer.ts'
import { suggest } from '../../shared/suggest.ts'
import type { SchemaCheck } from '../../shared/schema-check.ts'
import { compileUserSchema, findUserSchemaProblem } from '../../shared/user-schema/compile-user-schema.ts'
import type { CompiledSchema } from '../../shared/user-schema/compiled-schema.ts'
import type { JobReference } from '../../turn/jobs.ts'
import type { AddJob, JobHandler, JobOptions } from './job.ts'
import { jobOptionsSchema } from './job-options.ts'
import type { Retry } from './retry.ts'

/** A registered job. */
export interface Job {
  readonly handler: JobHandler
  readonly retry: Required<Retry>
  readonly check: SchemaCheck | undefined
  readonly errorReply: JobOptions['errorReply']
}

/** The jobs of a bot. */
export interface JobRegistry {
  readonly add: AddJob
  /** @throws FST_BOT_JOB_UNKNOWN, FST_BOT_JOB_INPUT_INVALID */
  readonly check: (name: string, input: unknown) => void
  readonly find: (name: string) => Job | undefined
}

const CALL = 'bot.job'

export function createJobRegistry (isReady: () => boolean): JobRegistry {
  const jobs = new Map<string, Job>()

  function add (name: string, ...rest: unknown[]): JobReference<never> {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    if (isReady()) throw new FST_BOT_HANDLER_LATE(CALL)
    if (typeof name !== 'string' ||
      name === '') throw new FST_BOT_HANDLER_INVALID(CALL, 'a name must be a string that is not empty')
    if (typeof handler !== 'function') throw new FST_BOT_HANDLER_INVALID(CALL, 'the handler must be a function')
    if (jobs.has(name)) throw new FST_BOT_HANDLER_DUPLICATE(`job '${name}'`)
    const { input, retry, errorReply } = readJobOptions(options)
    const check = input === undefined ? undefined : (compileUserSchema(input) as CompiledSchema).check
    jobs.set(name, { handler: handler as JobHandler, retry, errorReply, check })
    return Object.freeze({ name })
  }

  return {
    add,
    check (name, input) {
      const job = jobs.get(name)
      if (job === undefined) throw new FST_BOT_JOB_UNKNOWN(String(name), cureFor(String(name)))
      const mismatch = job.check?.(input)
      if (mismatch !== undefined) throw new FST_BOT_JOB_INPUT_INVALID(name, shortenPointer(mismatch.path), mismatch.why)
    },
    find: name => jobs.get(name)
  }

  function cureFor (name: string): string {
    const [meant] = suggest(name, [...jobs.keys()])
    return meant === undefined ? 'register it with app.bot.job(name, handler)' : `did you mean '${meant}'?`
  }
}

/** @throws FST_BOT_HANDLER_INVALID */
function readJobOptions (given: unknown): JobOptions & { retry: Required<Retry> } {
  const options = readHandlerOptions(CALL, jobOptionsSchema, given)
  const problem = options.input === undefined ? undefined : findUserSchemaProblem(options.input)
  if (problem !== undefined) throw new FST_BOT_HANDLER_INVALID(CALL, `input ${problem}`)
  return options as JobOptions & { retry: Required<Retry> }
}
