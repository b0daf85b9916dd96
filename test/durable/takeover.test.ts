import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { createTakeoverProcessor } from '../../lib/durable/queue/held-turns.ts'
import { DEATH_LIMIT } from '../../lib/durable/queue/death-limit.ts'
import type { JobQueue } from '../../lib/durable/queue/job-queue.ts'
import type { Result, TakenItem } from '../../lib/durable/queue/queue-item.ts'
import type { BotInternals, RecordedCall, RecordedResult } from '../../lib/http/bot-internals.ts'

const ROUTE = 'POST /'
const failure = Object.assign(new Error('it failed'), { code: 'FST_BOT_HANDLER_FAILED', statusCode: 500 })

const DONE = { status: 200, body: '{"replies":[{"type":"text","content":"done"}]}' }

/** What becomes of a turn whose process died. */
async function takeOver ({ result = DONE, ...given }: {
  result?: Partial<RecordedResult>, deaths?: number, route?: string, body?: string, isOurs?: boolean
}): Promise<{ ended: Result | undefined, calls: RecordedCall[], lines: string[] }> {
  const { deaths = 1, route = ROUTE, isOurs = true } = given
  const calls: RecordedCall[] = []
  const lines: string[] = []
  let ended: Result | undefined
  const say = (_: unknown, message: string): void => { lines.push(message) }
  const jobQueue = {
    async end (_item: TakenItem, outcome: Result) {
      ended = outcome
      return { isOurs, next: undefined }
    }
  } as unknown as JobQueue
  const run = async (call: RecordedCall) => {
    calls.push(call)
    return { deferred: [], ...result } as unknown as RecordedResult
  }
  const processTakeover = createTakeoverProcessor({ recordedCalls: new Map([[ROUTE, run]]) } as unknown as BotInternals,
    jobQueue, { info: say, error: say } as unknown as FastifyBaseLogger)
  const payload = { conversation: 'c1', route, method: 'POST', url: '/', params: {}, body: given.body }
  await processTakeover({ payload: JSON.stringify(payload), deaths } as TakenItem,
    { signal: new AbortController().signal })
  return { ended, calls, lines }
}

t.test('a turn that is taken over runs with the bytes of its call, and what it answers is pushed', async t => {
  const { ended, calls, lines } = await takeOver({ body: Buffer.from('{"a":1}').toString('base64') })
  t.match(calls, [{ route: ROUTE, bytes: Buffer.from('{"a":1}') }])
  t.match(ended, { dead: undefined, payloads: { pushes: [{ conversation: 'c1', message: { content: 'done' } }] } })
  t.match(lines, [/taken over from a process that died/])
})

t.test('a call without a body has none when it is taken over', async t => {
  t.equal((await takeOver({})).calls[0]?.bytes, undefined)
})

t.test('what another process has by now is told', async t => {
  t.match((await takeOver({ isOurs: false })).lines, [/too late, another process has it/])
})

t.test('a turn that takes its processes with it, or whose skill is gone, becomes a dead letter', async t => {
  t.match((await takeOver({ deaths: DEATH_LIMIT + 1 })).ended, { dead: { code: 'FST_BOT_JOB_DIED' } })
  t.match((await takeOver({ route: 'POST /gone' })).ended, { dead: { code: 'FST_BOT_SKILL_UNKNOWN', attempts: 2 } })
})

t.test('a turn that fails again becomes a dead letter, and its error reply is pushed', async t => {
  const failed = await takeOver({ result: { status: 500, body: '{}', error: failure } })
  t.match(failed.ended, { dead: { code: 'FST_BOT_HANDLER_FAILED' }, payloads: { pushes: [] } })
  t.match(failed.lines, [/moved to the dead letters/])
  const answered = await takeOver({
    result: { status: 200, body: '{"replies":[{"type":"text","content":"sorry"}]}', error: failure }
  })
  t.match(answered.ended,
    { dead: { code: 'FST_BOT_HANDLER_FAILED' }, payloads: { pushes: [{ message: { content: 'sorry' } }] } })
  t.strictSame((await takeOver({ isOurs: false, result: { status: 500, body: '{}', error: failure } })).lines, [])
})
