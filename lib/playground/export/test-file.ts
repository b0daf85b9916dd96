import type { SessionOptions } from '../../platform/session/session-options.ts'
import { transcribe } from '../../testing/transcript.ts'
import type { ScriptStep } from '../../testing/script-step.ts'
import type { Conversation, Edit } from '../conversation.ts'
import { formatLiteral } from '../../shared/format-literal.ts'
import { transcriptOf } from './transcript.ts'
import { mountOf, transcriptStartOf } from './transcript-start.ts'

export const RUNNERS = ['node', 'tap'] as const
export type Runner = typeof RUNNERS[number]

/** What differs between the runners. */
const words = {
  node: {
    imports: "import assert from 'node:assert/strict'\nimport test from 'node:test'",
    test: 'test',
    end: 't.after',
    same: 'assert.deepEqual'
  },
  tap: { imports: "import t from 'tap'", test: 't.test', end: 't.teardown', same: 't.strictSame' }
}

/**
 * The conversation as a test that has it again, turn by turn, and expects the same replies and the same memory.
 *
 * Its last line is a comment with the transcript, by which the page opens the file again.
 */
export function testFileOf (conversation: Conversation, options: SessionOptions, runner: Runner): string {
  const { session, edits } = conversation
  const { imports, test, end, same } = words[runner]
  const start = { ...transcriptStartOf(conversation, options), ...mountOf(options) }
  const { turns, pushed = [] } = transcribe(session, {})
  const steps = turns.map(({ line, replies, memory, pushed = [] }, index) => [
    `  ${index > 0 ? '' : turns.length === 1 ? 'const ' : 'let '}step = await chat.${call(line)}`,
    `  ${same}(step.replies, ${formatLiteral(replies, '  ')})`,
    `  ${same}(step.memory, ${formatLiteral(memory, '  ')})`,
    ...edits.filter(({ after }) => after === index + 1 && after < turns.length).map(edit),
    ...(index + 1 < turns.length ? push(pushed) : [])
  ].join('\n'))
  const title = `${session.name}: a conversation of ${turns.length} ${turns.length === 1 ? 'turn' : 'turns'}`
  return [
    imports,
    "import { converse } from 'fastify-bot-webhook/testing'",
    "import { build } from './app.js' // what makes your app",
    '',
    `${test}(${formatLiteral(title)}, async t => {`,
    '  const app = await build()',
    `  ${end}(() => app.close())`,
    `  const chat = await converse(app${Object.keys(start).length === 0 ? '' : `, ${formatLiteral(start, '  ')}`})`,
    ...push(pushed),
    ...steps.flatMap(step => ['', step]),
    '})',
    '',
    `// Opened in the page, this file is this conversation: ${inComment(transcriptOf(conversation, options))}`,
    ''
  ].join('\n')
}

function call (line: ScriptStep): string {
  if (typeof line === 'string') return `say(${formatLiteral(line)})`
  if ('click' in line) return `click(${formatLiteral(line.click)})`
  const { say, ...understood } = line
  return `say(${formatLiteral(say)}, ${formatLiteral(understood, '  ')})`
}

/** JSON on one line, which the two separators of Unicode would end, too. */
function inComment (value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** What the bot had pushed, for its buttons. */
function push (messages: readonly unknown[]): string[] {
  return messages.length === 0 ? [] : [`  chat.session.push(${formatLiteral(messages, '  ')})`]
}

function edit (edit: Edit): string {
  if ('memory' in edit) return `  chat.session.setMemory(${formatLiteral(edit.memory, '  ')})`
  if ('language' in edit) return `  chat.session.setLanguage(${formatLiteral(edit.language)})`
  return `  chat.session.setUser({ participant: ${formatLiteral(edit.participant, '  ')} })`
}
