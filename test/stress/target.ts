import { Writable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import botWebhook, { basic, card, header, quickReplies, text } from '../../lib/index.ts'

const password = 'correct horse battery'
const key = 'staple-correct-horse'

const BODY_LIMIT = 8192 // bytes: small, so that limits are met often

/** What lets a caller into the guarded bot. */
export const credentials = {
  authorization: `Basic ${Buffer.from(`platform:${password}`).toString('base64')}`, 'x-bot-key': key
}

/** Where the bots can be called. */
export const routes = ['/', '/', '/', '/errors', '/act/5', '/orders', '/guarded', '/guarded/errors']

/** Skills that have a handler, and one that has none; undefined leaves what the body says. */
export const skills = ['echo', 'remember', 'typed', 'drop', 'asks', 'cards', 'promised', 'nobody', undefined]

/** Where the host itself answers, a header says so. */
export const BY_HOST = 'x-answered-by-the-host'

/**
 * An app with two bots whose handlers use what a call holds, as it is: one open to anyone, one that is guarded. They
 * never throw, so that an error is the doing of the request, and of the code between the two.
 */
export async function target (once: boolean, onLog: (line: string) => void): Promise<FastifyInstance> {
  const stream = new Writable({ decodeStrings: false, write (line: string, _encoding, done) { onLog(line); done() } })
  const app = Fastify({
    logger: { level: 'info', stream },
    frameworkErrors: (error, _request, reply) => { byHost(error.statusCode, reply) }
  })
  app.setNotFoundHandler((_request, reply) => byHost(404, reply))
  app.setErrorHandler<FastifyError>((error, { is404 }, reply) => is404 ? byHost(error.statusCode, reply) : error)
  await app.register(botWebhook, {
    auth: false,
    ...(!once && { deduplicate: false as const }),
    methods: ['GET', 'POST', 'PUT'],
    channels: ['webchat', 'messenger'],
    bodyLimit: BODY_LIMIT
  })
  addHandlers(app)
  await app.register(async guarded => {
    await guarded.register(botWebhook, {
      prefix: '/guarded',
      ...(!once && { deduplicate: false as const }),
      auth: [basic({ username: 'platform', password }), header('x-bot-key', key)],
      bodyLimit: BODY_LIMIT
    })
    addHandlers(guarded)
  })
  return app
}

function byHost (statusCode = 500, reply: Pick<FastifyReply, 'code' | 'header' | 'send'>): FastifyReply {
  return reply.header(BY_HOST, '1').code(statusCode).send({})
}

function addHandlers (app: FastifyInstance): void {
  const { bot } = app
  bot.skill('echo', ({ nlp, intents, language, occurrences, participant, sentiment, act, body }) =>
    [nlp.source ?? 'nothing', JSON.stringify([intents, language, occurrences, participant, sentiment, act, body])])
  bot.skill('remember', ({ memory, nlp, entity }) => {
    memory.source = nlp.source
    memory.city = entity('location')
  })
  bot.skill('typed', {
    memory: Type.Object({
      person: Type.Optional(Type.Object({ raw: Type.String() })), visits: Type.Number({ default: 0 })
    })
  }, ({ memory }) => {
    memory.visits += 1
    return `Visit ${memory.visits}`
  })
  bot.skill('drop', {
    memory: Type.Object({ person: Type.Object({ raw: Type.String() }, { default: { raw: 'nobody' } }) }),
    onInvalidMemory: 'drop'
  }, ({ memory }) => memory.person.raw)
  bot.skill('asks', {
    requires: { city: { entity: 'location', ask: ({ language }) => language === 'fr' ? 'Où ?' : 'Where?' } }
  }, ({ memory }) => String(memory.city.raw))
  bot.skill('cards', ({ intents, entities }) => [
    quickReplies('Which?', intents.map(({ slug }) => slug).filter(slug => slug !== '')),
    card({ title: String(entities('location').length), buttons: [] })
  ])
  bot.skill('promised', async ({ id, isIntent, forget }) => {
    forget('person')
    return text(`${String(id)} ${isIntent('greetings', 0.5)}`)
  })
  bot.intent('greetings', () => 'Hello')
  bot.action('/act/:id', ({ request }) => `${request.params.id} ${JSON.stringify(request.query)}`)
  bot.action('/act', { method: 'GET' }, ({ request }) => JSON.stringify(request.query))
  bot.action('/orders', { body: Type.Object({ conversation_id: Type.Union([Type.String(), Type.Number()]) }) },
    ({ id }) => `${String(id)} is ordered`)
  bot.onReport(({ raw }) => raw.toString())
  bot.onTurn(({ skill }) => { if (skill === 'closed') return 'Closed' })
  bot.setErrorReply(({ code }) => code === 'FST_BOT_MEMORY_MISMATCH' ? 'Sorry' : undefined)
}
