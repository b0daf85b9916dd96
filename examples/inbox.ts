import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { basic } from 'fastify-bot-webhook'
import durable from 'fastify-bot-webhook/durable'

/** A bot that forgets no error: what went wrong can be seen, had again, and made a test of. */
export async function build (store: string, password: string, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })
  await app.register(durable, {
    store, // 'pglite:./bot-data', or 'postgres://...'
    inbox: { path: '/inbox', auth: basic({ username: 'operator', password }) }
  })

  app.bot.skill('price', ({ entity }) => `${entity('product')!.raw} costs 5 euros.`) // and when there is no product?
  return app
}

/** What an operator wants to know: which errors there are, and which of them are gone by now. */
export async function review ({ bot }: Awaited<ReturnType<typeof build>>) {
  const lines: string[] = []
  for (const { title, count, latest } of await bot.inbox.groups()) {
    if (latest === null) continue
    const { kind } = await bot.inbox.get(latest)
    const now = kind === 'failure' ? (await bot.inbox.replay(latest)).now.status : 'a report'
    lines.push(`${count} times ${title}: ${now}`)
  }
  return lines
}
