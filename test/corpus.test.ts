import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { lint, type Outcome, type Turn } from '../lib/index.ts'
import { goldEntities } from '../schemas/gold-entities.ts'
import { NlpSchema } from '../schemas/nlp.ts'
import { WireReplySchema } from '../schemas/replies.ts'
import { build, post } from './helper.ts'

// Real bodies are not part of this repository: the tests read them where they are, and say so where they are not.
const corpus = new URL('../../shared/corpus/', import.meta.url)
const skip = existsSync(corpus) ? false : 'no collection of real bodies beside this checkout'

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

t.test('every real answer that a handler gives is sent unchanged, or refused for what would lose it', { skip }, async t => {
  const bodies = bodiesIn('replies/')
  t.ok(bodies.length > 30)
  for (const { name, body } of bodies) {
    const { memory } = (body.conversation ?? {}) as { memory?: Record<string, unknown> }
    let findings: Array<{ code: string }> = []
    const app = await build(t, {}, app => {
      app.bot.fallback(turn => {
        if (memory !== undefined) turn.memory = memory
        return body.replies as Outcome
      })
      app.bot.onError(error => { findings = (error as unknown as { findings: typeof findings }).findings })
    })
    const response = await post(app, {})
    if (refused[name] === undefined) {
      t.strictSame(response.json(), { replies: body.replies ?? [], ...(memory !== undefined && { conversation: { memory } }) }, name)
      for (const reply of (body.replies ?? []) as unknown[]) t.ok(Value.Check(WireReplySchema, reply), `${name} fits the schema`)
    } else {
      t.match(response.json(), { statusCode: 500, code: 'FST_BOT_REPLY_INVALID' }, name)
      t.equal(findings[0]?.code, refused[name])
    }
  }
})

t.test('a whole body in place of the replies is refused with what was meant', { skip }, t => {
  const codeOf = (body: unknown) => lint([body])[0]?.code
  for (const { name, body } of bodiesIn('replies/')) {
    const expected = name.startsWith('055') ? 'MESSAGES_AT_ROOT' : name.startsWith('057') ? 'REPLIES_IN_CONVERSATION' : undefined
    if (expected !== undefined) t.equal(codeOf(body), expected, name)
    else if (body.replies !== undefined) t.equal(codeOf(body), 'BODY_AS_REPLY', name)
  }
  t.end()
})

t.test('what the platform itself and pushing bots sent passes as replies', { skip }, t => {
  for (const folder of ['platform/', 'push/']) {
    for (const { name, body } of bodiesIn(folder)) {
      const messages = (Array.isArray(body) ? body : body.messages ?? (body.results as { messages?: unknown } | undefined)?.messages ?? [body]) as unknown[]
      t.strictSame(lint(messages), [], folder + name)
      for (const message of messages) t.ok(Value.Check(WireReplySchema, message), folder + name)
    }
  }
  t.end()
})
