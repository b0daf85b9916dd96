import assert from 'node:assert/strict'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import fc from 'fast-check'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { ErrorBodySchema } from '../../schemas/index.ts'
import { requests, type Request } from './requests.ts'
import type { Closing, Runs } from './runs.ts'
import { BY_HOST, target } from './target.ts'

/** How often each answer was given, by status and code. */
export type Outcomes = Map<string, number>

/**
 * 5xx codes that a request may cause with handlers that never throw: what they were given to say or to keep cannot be.
 */
const deserved: readonly string[] = [
  'FST_BOT_REPLY_INVALID', 'FST_BOT_MEMORY_INVALID', 'FST_BOT_MEMORY_MISMATCH', 'FST_BOT_MEMORY_TOO_LARGE'
]

// characters: nothing of a caller's goes into a line of the log, or into an answer, at any length
const MAX_LENGTH = 2500
const errorBody = TypeCompiler.Compile(ErrorBodySchema)

/** A bot that hostile requests are sent to. */
export interface Siege {
  outcomes: Outcomes
  /** Sends that many. Throws when one is answered as none may be. */
  send: (runs: Runs) => Promise<void>
}

/**
 * Prepares for hostile requests, to bots that run a call once or not; what all of them together must not have done is
 * looked at after each lot of them.
 */
export async function attack (closing: Closing, { seed, once }: { seed: number, once: boolean }): Promise<Siege> {
  const outcomes: Outcomes = new Map()
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => { rejections.push(reason) }
  process.on('unhandledRejection', onRejection)
  closing.teardown(() => { process.off('unhandledRejection', onRejection) })

  let longest = ''
  const app = await target(once,
    line => { if (line.length > longest.length && line.includes('"msg":"bot ')) longest = line })
  closing.teardown(() => app.close())
  await app.ready()
  const hostile = requests(seed)
  const before = prototypes()

  return {
    outcomes,
    send: async ({ seed, runs }) => {
      await fc.assert(fc.asyncProperty(hostile,
        async request => { count(outcomes, judge(request, await answer(app, request))) }), { seed, numRuns: runs })
      await new Promise(resolve => { setImmediate(resolve) })
      assert.deepEqual(rejections, [], 'a promise was rejected that nobody awaits')
      assert.equal(prototypes(), before, 'a prototype was changed')
      assert.ok(longest.length <= MAX_LENGTH,
        `a line of the log has ${longest.length} characters: ${longest.slice(0, 500)}`)
    }
  }
}

async function answer (app: FastifyInstance, request: Request): Promise<LightMyRequestResponse> {
  return app.inject(request as InjectOptions)
}

/** What came of a request. Throws when it is nothing that may come of one. */
function judge ({ method }: Pick<Request, 'method'>, { statusCode, headers, body }: LightMyRequestResponse): string {
  if (headers[BY_HOST] !== undefined) {
    assert.ok(statusCode < 500, body)
    return `${statusCode} by the host`
  }
  if (statusCode === 200) {
    if (body === '') return '200 report taken'
    assert.ok(Array.isArray(JSON.parse(body).replies), body)
    return '200 replied'
  }
  assert.match(String(headers['content-type']), /^application\/json/)
  if (method === 'HEAD') {
    assert.equal(body, '')
    return `${statusCode} without a body`
  }
  const error = JSON.parse(body)
  assert.ok(errorBody.Check(error), body)
  assert.equal(error.statusCode, statusCode, body)
  assert.match(error.code, /^FST_[A-Z_]+$/, body)
  assert.ok(statusCode < 500 || deserved.includes(error.code), body)
  assert.ok(body.length < MAX_LENGTH, `an answer has ${body.length} characters`)
  return `${statusCode} ${error.code}`
}

function count (outcomes: Outcomes, outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}

function prototypes (): string {
  return [Object, Array, Function, String, Map, Promise].map(({ prototype }) =>
    Reflect.ownKeys(prototype).map(String).join()).join('\n')
}
