import { readFile } from 'node:fs/promises'
import t from 'tap'
import { build } from '../../examples/example-bot.ts'
import { loadBotFile } from '../../lib/platform/bot-file/load.ts'
import { configureCalls } from '../../lib/platform/calls/configure.ts'
import { injectInto } from '../../lib/platform/calls/inject.ts'
import { runTurn } from '../../lib/platform/engine/run-turn.ts'
import type { Effects } from '../../lib/platform/engine/effects.ts'
import type { Input } from '../../lib/platform/engine/input.ts'
import { createNlu } from '../../lib/platform/nlu/nlu.ts'
import { clickableButtons } from '../../lib/platform/session/clickable-buttons.ts'
import { repliesToText } from '../../lib/platform/session/replies-to-text.ts'
import { createInitialState } from '../../lib/platform/engine/state.ts'
import { deepFreeze } from '../../lib/platform/engine/deep-freeze.ts'
import { converse, replay, type ScriptStep } from '../../lib/testing/index.ts'
import { listen } from '../support/app.ts'
import { repository } from '../support/repository.ts'

const bot = new URL('examples/bot.yml', repository)
const script: Array<{ line: ScriptStep, text: string }> =
  JSON.parse(await readFile(new URL('test/fixtures/conversations/example-bot.json', repository), 'utf8'))

async function exampleBot () {
  const app = await build()
  t.teardown(() => app.close())
  return app
}

/** The input that a line of the script is, after these replies. */
function inputOf (line: ScriptStep, replies: readonly unknown[]): Input {
  if (typeof line === 'string') return { text: line }
  if ('click' in line) {
    return { text: clickableButtons(replies).find(({ title }) => title === line.click)?.value ?? 'no such button' }
  }
  const { say, ...understood } = line
  return { text: say, understood }
}

t.test('a long conversation with the example bot: what the user reads, and the same by the engine, in a test, over a ' +
  'socket and from a transcript', async t => {
  const app = await exampleBot()
  const { bot: file } = await loadBotFile(bot)
  const { call } = configureCalls(file, { transport: injectInto(app) })
  const effects: Effects = {
    call,
    analyse: await createNlu(file, { now: Date.now, uuid: () => 'u' }),
    now: Date.now,
    uuid: () => 'u',
    protocolVersion: undefined,
    reports: true
  }
  const byEngine: Array<{ replies: readonly unknown[], memory: unknown }> = []
  let state = deepFreeze(createInitialState({}, () => 'c1'))
  for (const { line, text } of script) {
    const taken = deepFreeze(await runTurn(file, state, inputOf(line, byEngine.at(-1)?.replies ?? []), effects))
    t.equal(repliesToText(taken.replies), text, JSON.stringify(line))
    byEngine.push({ replies: taken.replies, memory: taken.state.memory })
    state = taken.state
  }
  t.ok(script.length > 24)
  t.strictSame(state.memory, { forgotten: true })

  const chat = await converse(app, { bot })
  const steps = await chat.run(script.map(({ line }) => line))
  t.strictSame(steps.map(({ replies, memory }) => ({ replies, memory })), byEngine)
  t.strictSame(steps.flatMap(({ logs }) => logs.filter(({ level }) => level === 'error')), [])

  const port = await listen(app)
  const { openSession } = await import('../../lib/platform/session/session.ts')
  const session = await openSession({ bot, url: `http://127.0.0.1:${port}` })
  for (const { line } of script) {
    if (typeof line === 'object' && 'click' in line) await session.click(line.click)
    else if (typeof line === 'string') await session.say(line)
    else await session.say(line.say, inputOf(line, []).understood)
  }
  t.strictSame(session.turns.map(({ replies, memory }) => ({ replies, memory })), byEngine)

  const again = await replay(app, chat.transcript())
  t.strictSame(again.differences, [])
  t.ok(again.same)
})
