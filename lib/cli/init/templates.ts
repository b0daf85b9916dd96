/** A bot with two skills; its server part is what `build` makes. */
export function botSource (typescript: boolean): string {
  const imported = typescript ? ', { type FastifyInstance, type FastifyServerOptions }' : ''
  const [options, result, app] = typescript
    ? [': FastifyServerOptions', ': Promise<FastifyInstance>', ': FastifyInstance']
    : ['', '', '']
  return `import Fastify${imported} from 'fastify'
import botWebhook, { quickReplies } from 'fastify-bot-webhook'

/** Makes the app: a server listens with it, and tests talk to it without a port. */
export async function build (options${options} = {})${result} {
  const app${app} = Fastify(options)
  await app.register(botWebhook, { auth: false }) // before others can call it: bearer(), basic() or jwt()

  app.bot.skill('greetings', ({ memory }) => {
    memory.visits = Number(memory.visits ?? 0) + 1
    return memory.visits === 1 ? 'Hello! What can I do for you?' : \`Hello again, for the \${memory.visits}th time.\`
  })

  app.bot.skill('opening-hours', ({ entity }) => {
    const day = entity('day')?.value
    if (day === undefined) return quickReplies('For which day?', ['Monday', 'Sunday'])
    return day === 'Sunday' ? 'We are closed on Sundays.' : \`On \${day} we are open from 9 to 18.\`
  })

  return app
}
`
}

export const serverSource = (extension: string): string => `import { build } from './bot.${extension}'

const app = await build({ logger: true })
await app.listen({ port: Number(process.env.PORT ?? 5000), host: process.env.HOST ?? '127.0.0.1' })
`

export const botFile = `name: my-bot
languages: [en]

webhook:
  url: http://127.0.0.1:5000

intents:
  greetings:
    expressions:
      en: [hello, hi there, good morning, good evening, hey]
  opening-hours:
    expressions:
      en: [when are you open, what are your opening hours, are you open on Sunday, how long are you open today]

entities:
  day:
    values: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]

skills:
  greetings:
    triggers: '@greetings'
    actions:
      - webhook: /
  opening-hours:
    triggers: # any of them
      - intent: opening-hours
      - entity: day
    actions:
      - webhook: /
  not-understood:
    actions:
      - message: I can greet you, and tell when we are open.

fallback: not-understood
`

export const testSource = (extension: string): string => `import assert from 'node:assert/strict'
import test from 'node:test'
import { converse } from 'fastify-bot-webhook/testing'
import { build } from './bot.${extension}'

test('a visitor asks for the opening hours', async t => {
  const app = await build()
  t.after(() => app.close())
  const chat = await converse(app, { bot: 'bot.yml' })

  let step = await chat.say('hello')
  assert.equal(step.text, 'Hello! What can I do for you?', step.why)
  step = await chat.say('when are you open')
  assert.equal(step.text, 'For which day?\\n[Monday]\\n[Sunday]', step.why)
  step = await chat.click('Sunday')
  assert.equal(step.text, 'We are closed on Sundays.', step.why)
})
`

export const conversation = `${JSON.stringify({
  bot: 'bot.yml',
  turns: [
    {
      line: 'good morning',
      replies: [{ type: 'text', content: 'Hello! What can I do for you?' }],
      memory: { visits: 1 }
    },
    {
      line: 'are you open on Sunday',
      replies: [{ type: 'text', content: 'We are closed on Sundays.' }],
      memory: { visits: 1 }
    }
  ]
}, null, 2)}
`

export const tsconfig = `${JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node']
  },
  include: ['*.ts']
}, null, 2)}
`

export const gitignore = 'node_modules\n'
