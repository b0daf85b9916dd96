import { createRequire } from 'node:module'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { fileURLToPath } from 'node:url'
import { listen } from '../../support/app.ts'
import { installPackages } from '../../support/install-packages.ts'
import { programOf, serve, TOKEN, WEBCHAT_TOKEN } from '../../support/platform.ts'
import { repository } from '../../support/repository.ts'

// Clients of the platform, as they are on npm: nothing is changed but the host in their source.

const folder = fileURLToPath(new URL('test/fixtures/clients/', repository))
await installPackages(folder)
const require = createRequire(`${folder}package.json`)

/** The constants of a client, which has the host in them. */
function pointTo (base: string, constants: Record<string, string>): void {
  for (const [name, value] of Object.entries(constants)) {
    if (name.endsWith('_ENDPOINT')) constants[name] = value.replace(/^https?:\/\/[^/]+/, base)
  }
}

async function start (t: Test, options: Parameters<typeof serve>[1] = {}) {
  const app = await serve(t, options)
  return { app, base: `http://127.0.0.1:${await listen(app)}` }
}

for (const name of ['sapcai', 'recastai']) {
  t.test(`${name}: analysis, a conversation, its state, push and broadcast`, async t => {
    const { app, base } = await start(t)
    pointTo(base, require(`${name}/lib/apis/constants`).default)
    const { default: Client } = require(name)
    const client = new Client(TOKEN, undefined, 'v1', 'me', 'bot')

    const analysed = await client.request.analyseText('what is the weather like in Paris')
    t.equal(analysed.intent().slug, 'ask-weather')
    t.ok(analysed.intent().confidence > 0.5)
    t.equal(analysed.get('location').raw, 'Paris')
    for (const question of ['isAssert', 'isLocation', 'isNumber', 'isHuman', 'isNegative']) {
      t.equal(analysed[question](), false, question)
    }
    const conversed = await client.request.converseText('weather in Lyon')
    t.equal(conversed.reply(), 'Lyon: sunny, 19 degrees.')
    await conversed.setMemory({ a: 1 })
    const again = await client.request.converseText('weather in Paris',
      { conversationToken: conversed.conversationToken })
    t.match(again.getMemory(), { a: 1, city: 'Paris' })
    await conversed.resetMemory()
    await conversed.resetConversation()

    const turns: Array<[say: string, reads: RegExp]> = [
      ['hello', /Roger that/], ['what is the weather like', /Which city/], ['Lyon', /Lyon: sunny/],
      ['and in Brest?', /Brest: rain/],
      ['send me the report', /Where shall I send it/], ['me@example.org', /Nobody reads/],
      ['ada@example.com', /Thank you/],
      ['qwertz', /did not understand/], ['let us speak French', /français/], ['oublie tout', /oublié/],
      ['bonjour', /Roger that/]
    ]
    for (const [say, reads] of turns) {
      const { messages, conversation, nlp, logs } = await client.build.dialog({ type: 'text', content: say },
        { conversationId: `${name}-1` })
      t.match(JSON.stringify(messages), reads, say)
      t.equal(conversation.id, `${name}-1`)
      t.equal(nlp.source, say)
      t.equal(logs.input, say)
    }

    const of = name === 'sapcai' ? ['me', 'bot', 'v1', `${name}-1`] : ['me', 'bot', `${name}-1`]
    const state = async () => (await client.build.getConversation(...of)).body.results
    t.match(await state(), { memory: { forgotten: true }, language: 'fr' })
    await client.build.updateConversation(...of, { memory: { b: 2 }, merge_memory: true, language: 'en' })
    t.match(await state(), { memory: { forgotten: true, b: 2 }, language: 'en' })
    t.equal((await client.connect.sendMessage([{ type: 'text', content: 'pushed' }], `${name}-1`)).status, 201)
    t.equal((await client.connect.broadcastMessage([{ type: 'text', content: 'to all' }])).status, 201)
    const { body } = await programOf(app)('GET', `/connect/v1/conversations/${name}-1`)
    t.strictSame(body.results.messages.map(({ attachment }: any) => attachment.content), ['pushed', 'to all'])
    t.equal((await client.build.deleteConversation(...of)).status, 204)
    t.match(await state().catch((error: Error) => error),
      { status: 404, response: { body: { message: 'Conversation not found' } } })

    if (name === 'sapcai') {
      const train = new Client(TOKEN, 'en', 'v1', 'me', 'bot').train
      t.equal((await train.intents.list()).body.results[0].slug, 'small-talk')
      t.equal((await train.gazettes.list()).body.results[0].slug, 'location')
    }
    t.match(await new Client('wrong').request.analyseText('hello').catch((error: Error) => error), { status: 401 })
  })

  t.test(`${name}: a bot without Bot Builder takes what the user says, and pushes its answer`, async t => {
    const { connect: Connect, request: Request } = require(name)
    const bot = Fastify()
    t.teardown(() => bot.close())
    bot.post('/', (request, reply) => {
      const connect = new Connect(TOKEN)
      const response = { status: (code: number) => ({ send: () => { reply.code(code).send() } }) }
      connect.handleMessage({ body: request.body }, response, async (message: any) => {
        const { intents } = await new Request(TOKEN).analyseText(message.content)
        message.addReply({ type: 'text', content: `you want ${intents[0].slug}` })
        await message.reply({ type: 'text', content: 'and no more' })
      }).catch((error: Error) => { t.fail(error.message) })
    })
    const { base } = await start(t, { outboundUrl: `http://127.0.0.1:${await listen(bot)}/` })
    pointTo(base, require(`${name}/lib/apis/constants`).default)
    const page = async (
      method: string, path: string, body?: object
    ): Promise<any> => (await fetch(`${base}/connect/v1/webhook/bot${path}`, {
      method, headers: { 'x-token': WEBCHAT_TOKEN }, ...(body && { body: JSON.stringify(body) })
    })).json()
    const { results: { id, chatId } } = await page('POST', '/conversations')
    await page('POST', '', { message: { attachment: { type: 'text', content: 'weather in Paris' } }, chatId })
    let messages: any[] = []
    while (messages.length < 3) {
      messages = [...messages, ...(await page('GET',
      `/conversations/${id}/poll?last_message_id=${messages.at(-1)?.id ?? ''}`)).results.messages]
    }
    t.strictSame(messages.map(({ attachment }) => attachment.content),
      ['weather in Paris', 'you want ask-weather', 'and no more'])
  })
}

t.test('botkit-middleware-recastai: a message is understood, and heard', async t => {
  const { base } = await start(t)
  const nested = createRequire(require.resolve('botkit-middleware-recastai'))
  pointTo(base, nested('recastai/lib/apis/constants').default)
  const middleware = require('botkit-middleware-recastai')({ request_token: TOKEN })
  const message: any = { text: 'what is the weather like in Lyon' }
  await new Promise<void>((resolve, reject) =>
    middleware.receive({}, message, (error?: Error) => error === undefined ? resolve() : reject(error)))
  t.match(message, { intents: [{ slug: 'ask-weather' }], entities: { location: [{ raw: 'Lyon' }] } })
  t.equal(middleware.hears(['ask-weather'], message), true)
  t.equal(middleware.hears(['forget'], message), false)
})
