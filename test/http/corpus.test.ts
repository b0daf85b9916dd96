import { readdirSync, readFileSync } from 'node:fs'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import {
  toPlainText, lint, lintAnswer, repair, type ChannelName, type HandlerResult, type Turn
} from '../../lib/index.ts'
import { goldEntities } from '../../schemas/gold-entities.ts'
import { NlpSchema } from '../../schemas/nlp.ts'
import { WireReplySchema } from '../../schemas/replies.ts'
import { build, post } from '../support/app.ts'
import { collected } from '../support/collection.ts'

const { folder: corpus, skip } = collected('corpus')

function bodiesIn (folder: string): Array<{ name: string, body: Record<string, unknown> }> {
  const files = readdirSync(new URL(folder, corpus)).filter(name => name.endsWith('.json'))
  return files.map(name => ({ name, body: JSON.parse(readFileSync(new URL(folder + name, corpus), 'utf8')) }))
}

t.test('every real call reaches a handler as it was sent, and its memory goes back as it came', { skip }, async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  for (const { name, body } of bodiesIn('requests/')) {
    const response = await post(app, body)
    t.equal(response.statusCode, 200, name)
    t.strictSame(seen?.body, body)
    const { memory } = (body.conversation ?? {}) as { memory?: unknown }
    t.strictSame(response.json(), { replies: [], ...(memory !== undefined && { conversation: { memory } }) })
  }
})

t.test('the conversation and the analysis in a real dialog answer are a call like any other', { skip }, async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  const dialogs = bodiesIn('requests/').flatMap(({ name, body }) => {
    const results = (body.results ?? body) as Record<string, unknown>
    return results.conversation === undefined ? [] : [{ name, results }]
  })
  t.ok(dialogs.length > 20)
  for (const { name, results } of dialogs) {
    t.equal((await post(app, results)).statusCode, 200, name)
    t.strictSame(seen?.body, results)
  }
})

t.test('a custom body reaches an action', { skip }, async t => {
  const app = await build(t, {}, app => { app.bot.action('/switch', ({ id }) => id) })
  const [custom] = bodiesIn('requests/').filter(({ name }) => name.includes('custom-body-'))
  t.equal((await post(app, custom?.body, '/switch')).json().replies[0].content, custom?.body.conversation_id)
})

t.test('every real analysis fits the schema, and each of the 28 gold entities has one', { skip }, async t => {
  for (const { name, body } of bodiesIn('nlp/')) {
    if (name.startsWith('gold-')) {
      t.strictSame(Object.keys(body).sort(), Object.keys(goldEntities).sort())
      for (const [entity, schema] of Object.entries(goldEntities)) {
        t.ok(Value.Check(schema, body[entity]), entity)
        const documented = Object.keys(body[entity] as object).filter(key => key !== 'frequencey')
        t.strictSame(documented.filter(key => !(key in schema.properties)), [], `${entity} has every documented field`)
      }
    } else {
      t.strictSame([...Value.Errors(NlpSchema, body.results ?? body)], [], name)
    }
  }
})

/** Bodies that would be lost on the platform or break the turn there, and why. */
const refused: Record<string, string> = {
  '021-sapcaihana-text-empty.json': 'TEXT_EMPTY',
  '051-sridevi-content-is-an-object.json': 'TEXT_NOT_STRING',
  '058-pcbuilder-text-content-object.json': 'TEXT_NOT_STRING'
}

t.test('every real answer that a handler gives is sent unchanged, or refused for what would lose it', {
  skip
}, async t => {
  const bodies = bodiesIn('replies/')
  t.ok(bodies.length > 30)
  for (const { name, body } of bodies) {
    const { memory } = (body.conversation ?? {}) as { memory?: Record<string, unknown> }
    let findings: Array<{ code: string }> = []
    const app = await build(t, {}, app => {
      app.bot.fallback(turn => {
        if (memory !== undefined) turn.memory = memory
        return body.replies as HandlerResult
      })
      app.bot.setErrorReply(error => { findings = (error as unknown as { findings: typeof findings }).findings })
    })
    const response = await post(app, {})
    if (refused[name] === undefined) {
      t.strictSame(response.json(),
        { replies: body.replies ?? [], ...(memory !== undefined && { conversation: { memory } }) }, name)
      for (const reply of (body.replies ??
        []) as unknown[]) t.ok(Value.Check(WireReplySchema, reply), `${name} fits the schema`)
    } else {
      t.match(response.json(), { statusCode: 500, code: 'FST_BOT_REPLY_INVALID' }, name)
      t.equal(findings[0]?.code, refused[name])
    }
  }
})

t.test('a whole body in place of the replies is refused with what was meant', { skip }, t => {
  const codeOf = (body: unknown) => lint([body])[0]?.code
  for (const { name, body } of bodiesIn('replies/')) {
    const expected = name.startsWith('055')
      ? 'MESSAGES_AT_ROOT'
      : name.startsWith('057')
        ? 'REPLIES_IN_CONVERSATION'
        : undefined
    if (expected !== undefined) t.equal(codeOf(body), expected, name)
    else if (body.replies !== undefined) t.equal(codeOf(body), 'BODY_AS_REPLY', name)
  }
  t.end()
})

/** What would be lost of a real answer on the platform, and where; of all others nothing. */
const lost: Record<string, string[]> = {
  '021-sapcaihana-text-empty.json': ['TEXT_EMPTY /replies/0/content'],
  '051-sridevi-content-is-an-object.json': ['TEXT_NOT_STRING /replies/0/content'],
  '055-paris-memory-messages-at-root.json': ['MESSAGES_AT_ROOT /messages', 'MEMORY_AT_ROOT /memory'],
  '057-issue-replies-inside-conversation.json': ['REPLIES_IN_CONVERSATION /conversation/replies'],
  '058-pcbuilder-text-content-object.json': ['TEXT_NOT_STRING /replies/0/content']
}

t.test('of the real answers exactly those have an error that are lost', { skip }, t => {
  for (const { name, body } of bodiesIn('replies/')) {
    const before = JSON.stringify(body)
    const errors = lintAnswer(body).filter(({ severity }) => severity === 'error')
    t.strictSame(errors.map(({ code, path }) => `${code} ${path}`), lost[name] ?? [], name)
    t.ok(errors.every(({ fix }) => /did you mean|leave the reply out/.test(fix)))
    t.equal(JSON.stringify(body), before)
  }
  t.end()
})

t.test('real texts in place of a body are an error and no accident', { skip }, t => {
  const texts = readdirSync(new URL('replies/', corpus)).filter(name => name.endsWith('.txt'))
  t.ok(texts.length > 0)
  for (const name of texts) {
    t.match(lintAnswer(readFileSync(new URL(`replies/${name}`, corpus), 'utf8')),
      [{ code: 'BODY_NOT_OBJECT', severity: 'error', path: '' }], name)
  }
  t.end()
})

/**
 * Messages of real answers that a channel cannot send, by the number of their body; as they are, and after the repair.
 */
const unsendable: Array<[channel: ChannelName, before: string, after: string]> = [
  ['messenger', '036 040 060 061 061 064', '036 040 060 061 061 064'], // lists of one row
  ['slack', '039 064', ''],
  ['telegram', '036 039 040 060 061 061 064 081', ''],
  ['line', '036 039 040 060 061 061 064 081', ''],
  ['teams', '036 039 040 060 061 061 064 081', ''],
  ['kik', '039 064 067', '067'], // a carousel without cards
  ['webex', '', ''], ['twilio', '', ''], ['callr', '', ''], ['webchat', '', '']
]

t.test('real messages that crash a channel are found, and sent after the repair', { skip }, t => {
  const stopping = /^(BUTTONS|SUBTITLE|IMAGE)_MISSING$|^BUTTON_TITLE_MISSING$|^ITEMS_FEW$|^TYPE_REFUSED$/
  const stopped = (name: string, replies: unknown[], channel: ChannelName) => {
    const found = lint(replies, { channels: [channel] }).filter(({ code, channels }) =>
      channels.includes(channel) && stopping.test(code))
    return [...new Set(found.map(({ path }) => path.split('/')[1]))].map(() => name.slice(0, 3))
  }
  for (const [channel, before, after] of unsendable) {
    const repliesOf = bodiesIn('replies/').flatMap(({ name, body }) =>
      Array.isArray(body.replies) ? [{ name, replies: body.replies as unknown[] }] : [])
    t.equal(repliesOf.flatMap(({ name, replies }) => stopped(name, replies, channel)).join(' '), before,
      `${channel} as it is`)
    t.equal(repliesOf.flatMap(({ name, replies }) => stopped(name, repair(replies, { channels: [channel] }).replies,
      channel)).join(' '), after, `${channel} after the repair`)
  }
  t.end()
})

/** Numbers of the bodies of which a text channel would show the word undefined: no picture, or no subtitle. */
const printsUndefined = '033 039 040 046 064 079'

t.test('the word undefined in real messages on text channels is found, and gone after the repair', { skip }, t => {
  for (const channel of ['twilio', 'callr'] as const) {
    const found: string[] = []
    const read: string[] = []
    for (const { name, body } of bodiesIn('replies/')) {
      if (!Array.isArray(body.replies) || lost[name] !== undefined) continue
      const shows = (replies: unknown[]) => replies.some(reply => toPlainText(reply)?.includes('undefined'))
      const { replies, findings } = repair(body.replies, { channels: [channel] })
      if (findings.some(({ code }) => code.endsWith('_UNDEFINED'))) found.push(name.slice(0, 3))
      if (shows(body.replies)) read.push(name.slice(0, 3))
      t.notOk(shows(replies), name)
    }
    t.equal(found.join(' '), printsUndefined)
    t.equal(read.join(' '), printsUndefined)
  }
  t.end()
})

t.test('the repair of real messages adds what is missing and keeps the rest, key by key', { skip }, t => {
  const channels: ChannelName[] = ['telegram', 'line', 'teams', 'slack', 'kik', 'twilio']
  for (const { name, body } of bodiesIn('replies/')) {
    if (!Array.isArray(body.replies)) continue
    const before = JSON.stringify(body)
    const { replies } = repair(body.replies, { channels })
    t.equal(JSON.stringify(body), before)
    t.hasStrict(replies, body.replies, name)
    t.strictSame(repair(body.replies, { channels: [] }).replies, body.replies)
    t.strictSame(repair(replies, { channels }).replies, replies)
  }
  t.end()
})

/** What is said of messages that the platform itself or a pushing bot sent. */
const said: Record<string, string[]> = {
  'push/004-insurance-result.json': ['SUBTITLE_LONG /1/content/subtitle'],
  'platform/001-dialog-2017-all-types.json': ['QUICK_REPLIES_NOT_LAST /0'],
  'platform/002-dialog-2019-null-flags.json': ['BUTTONS_NONE /1/content/buttons'],
  'platform/004-builder-custom-list-no-buttons.json': ['ITEMS_FEW /0/content/elements']
}

t.test('what the platform itself and pushing bots sent passes as replies', { skip }, t => {
  for (const folder of ['platform/', 'push/']) {
    for (const { name, body } of bodiesIn(folder)) {
      const messages = (body.messages ?? [body]) as unknown[]
      const before = JSON.stringify(body)
      const findings = lint(messages).filter(({ code }) => code !== 'VALUE_PRINTED') // they are written with templates
      t.ok(findings.every(({ severity }) => severity === 'warning'), folder + name)
      t.strictSame(findings.map(({ code, path }) => `${code} ${path}`), said[folder + name] ?? [], folder + name)
      t.hasStrict(repair(messages, { channels: ['telegram', 'twilio'] }).replies, messages)
      t.equal(JSON.stringify(body), before)
      for (const message of messages) t.ok(Value.Check(WireReplySchema, message), folder + name)
      t.match(lintAnswer(body), [{
        code: body.messages === undefined ? 'MESSAGE_AS_BODY' : 'MESSAGES_AT_ROOT', severity: 'error'
      }], 'as the body of an answer it would be lost')
    }
  }
  t.end()
})
