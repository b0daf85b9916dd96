import type { SessionOptions } from '../../platform/session/session-types.ts'
import { transcribe } from '../../testing/transcript.ts'
import type { Line } from '../../testing/chat.ts'
import type { Conversation, Edit } from '../conversation.ts'
import { literal } from '../../shared/format-literal.ts'
import { mountOf, openingOf } from './opening.ts'

export const RUNNERS = ['node', 'tap'] as const
export type Runner = typeof RUNNERS[number]

/** What differs between the runners. */
const words = {
  node: { imports: "import assert from 'node:assert/strict'\nimport test from 'node:test'", test: 'test', end: 't.after', same: 'assert.deepEqual' },
  tap: { imports: "import t from 'tap'", test: 't.test', end: 't.teardown', same: 't.strictSame' }
}

/** The conversation as a test that has it again, turn by turn, and expects the same replies and the same memory. */
export function testFileOf (conversation: Conversation, options: SessionOptions, runner: Runner): string {
  const { session, edits } = conversation
  const { imports, test, end, same } = words[runner]
  const start = { ...openingOf(conversation, options), ...mountOf(options) }
  const { turns, pushed = [] } = transcribe(session, {})
  const steps = turns.map(({ line, replies, memory, pushed = [] }, index) => [
    `  ${index > 0 ? '' : turns.length === 1 ? 'const ' : 'let '}step = await chat.${call(line)}`,
    `  ${same}(step.replies, ${literal(replies, '  ')})`,
    `  ${same}(step.memory, ${literal(memory, '  ')})`,
    ...edits.filter(({ after }) => after === index + 1 && after < turns.length).map(edit),
    ...(index + 1 < turns.length ? push(pushed) : [])
  ].join('\n'))
  const title = `${session.name}: a conversation of ${turns.length} ${turns.length === 1 ? 'turn' : 'turns'}`
  return [
    imports,
    "import { converse } from 'fastify-bot-webhook/testing'",
    "import { build } from './app.js' // what makes your app",
    '',
    `${test}(${literal(title)}, async t => {`,
    '  const app = await build()',
    `  ${end}(() => app.close())`,
    `  const chat = await converse(app${Object.keys(start).length === 0 ? '' : `, ${literal(start, '  ')}`})`,
    ...push(pushed),
    ...steps.flatMap(step => ['', step]),
    '})',
    ''
  ].join('\n')
}

function call (line: Line): string {
  if (typeof line === 'string') return `say(${literal(line)})`
  if ('click' in line) return `click(${literal(line.click)})`
  const { say, ...understood } = line
  return `say(${literal(say)}, ${literal(understood, '  ')})`
}

/** What the bot had pushed, for its buttons. */
function push (messages: readonly unknown[]): string[] {
  return messages.length === 0 ? [] : [`  chat.session.push(${literal(messages, '  ')})`]
}

function edit (edit: Edit): string {
  return 'memory' in edit ? `  chat.session.setMemory(${literal(edit.memory, '  ')})` : `  chat.session.setLanguage(${literal(edit.language)})`
}
