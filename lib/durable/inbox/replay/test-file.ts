import { isUtf8 } from 'node:buffer'
import { formatLiteral } from '../../../shared/format-literal.ts'
import { isObject } from '../../../replies/kind.ts'
import { parseJsonOrUndefined } from '../../../shared/json/json-or-undefined.ts'
import { sentenceOf, texts, type Sentence } from './sentence.ts'
import type { turnOf } from './turn-of.ts'

type Turn = Awaited<ReturnType<typeof turnOf>>

/**
 * A turn that failed as a test that has it again, and passes when it is answered. An ordinary call is a sentence of a
 * conversation, so that the test reads like one; any other is sent as it came.
 */
export function testFileOf (turn: Turn): string {
  const call = sentenceOf(turn)
  return [
    "import assert from 'node:assert/strict'",
    "import test from 'node:test'",
    ...(call === undefined ? [] : ["import { converse } from 'fastify-bot-webhook/testing'"]),
    "import { build } from './app.js' // what makes your app",
    '',
    ...(turn.redacted === true
      ? ['// Parts of the call were masked when it was kept: fill them in if they matter.']
      : []),
    `test(${formatLiteral(`${turn.group.title}, ${turn.at.toISOString()}`)}, async t => {`,
    '  const app = await build()',
    '  t.after(() => app.close())',
    ...(call === undefined ? asItCame(turn) : asSentence(turn, call)),
    '})',
    ''
  ].join('\n')
}

function asSentence ({ route, answer }: Turn, call: Sentence): string[] {
  const path = pathOf(route.url)
  const { understood } = call
  const { source } = call.nlp
  const start = { ...(path !== '/' && { path }), ...texts(call.conversation, ['id']), ...call.start }
  return [
    `  const chat = await converse(app, ${formatLiteral(start, '  ')})`,
    `  const step = await chat.say(${formatLiteral(source)}, ${formatLiteral(understood, '  ')})`,
    '  assert.equal(step.status, 200)',
    ...errorRepliesIn(answer.body).map(replies =>
      `  assert.notDeepEqual(step.replies, ${formatLiteral(replies, '  ')}, 'an error reply')`)
  ]
}

function asItCame ({ route, answer, raw }: Turn): string[] {
  const request = {
    method: route.method,
    url: route.url,
    ...(route.type !== undefined && { headers: { 'content-type': route.type } })
  }
  const payload = isUtf8(raw) ? formatLiteral(raw.toString()) : `Buffer.from('${raw.toString('base64')}', 'base64')`
  const body = raw.length === 0 ? '' : `, payload: ${payload}`
  return [
    `  const response = await app.inject({ ...${formatLiteral(request, '  ')}${body} })`,
    '  assert.equal(response.statusCode, 200)',
    ...errorRepliesIn(answer.body).map(replies =>
      `  assert.notDeepEqual(response.json().replies, ${formatLiteral(replies, '  ')}, 'an error reply')`)
  ]
}

/** The replies of an answer that was none of an error, in a list; nothing for one of an error. */
function errorRepliesIn (answer: string): unknown[] {
  const body = parseJsonOrUndefined(answer)
  return isObject(body) && Array.isArray(body.replies) ? [body.replies] : []
}

function pathOf (url: string): string {
  return url.split('?', 1)[0] as string
}
