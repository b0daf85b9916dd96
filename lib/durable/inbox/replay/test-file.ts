import { isUtf8 } from 'node:buffer'
import { formatLiteral } from '../../../shared/format-literal.ts'
import type { turnOf } from './turn-of.ts'

type Turn = Awaited<ReturnType<typeof turnOf>>
type Json = Record<string, unknown>

/** What a call must look like to be had again as a sentence of a conversation. */
interface Call { conversation: Json, nlp: Json & { source: string } }

/**
 * A turn that failed as a test that has it again, and passes when it is answered. An ordinary call is a sentence of a
 * conversation, so that the test reads like one; any other is sent as it came.
 */
export function testFileOf (turn: Turn): string {
  const call = callIn(turn)
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

function asSentence ({ route, answer }: Turn, { conversation, nlp }: Call): string[] {
  const path = pathOf(route.url)
  const start = {
    ...(path !== '/' && { path }),
    ...texts(conversation, ['id', 'language']),
    ...(isObject(conversation.memory) && { memory: conversation.memory }),
    ...(isObject(conversation.participant_data) && Object.keys(conversation.participant_data).length > 0 &&
      { participant: conversation.participant_data })
  }
  const understood = {
    ...texts(conversation, ['skill']),
    ...(Array.isArray(nlp.intents) && { intents: nlp.intents }),
    ...(isObject(nlp.entities) && Object.keys(nlp.entities).length > 0 && { entities: nlp.entities }),
    ...texts(nlp, ['sentiment'])
  }
  return [
    `  const chat = await converse(app, ${formatLiteral(start, '  ')})`,
    `  const step = await chat.say(${formatLiteral(nlp.source)}, ${formatLiteral(understood, '  ')})`,
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

function callIn ({ raw, route }: Turn): Call | undefined {
  if (route.method !== 'POST' || !isUtf8(raw)) return undefined
  const body: unknown = jsonIn(raw.toString())
  if (!isObject(body) || !isObject(body.conversation) || !isObject(body.nlp) || typeof body.nlp.source !== 'string' ||
    body.nlp.source === '') return undefined
  return { conversation: body.conversation, nlp: body.nlp as Call['nlp'] }
}

/** The replies of an answer that was none of an error, in a list; nothing for one of an error. */
function errorRepliesIn (answer: string): unknown[] {
  const body = jsonIn(answer)
  return isObject(body) && Array.isArray(body.replies) ? [body.replies] : []
}

function pathOf (url: string): string {
  return url.split('?', 1)[0] as string
}

/** Those of the keys that hold a text. */
function texts (from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter(key => typeof from[key] === 'string').map(key => [key, from[key]]))
}

function isObject (value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jsonIn (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
