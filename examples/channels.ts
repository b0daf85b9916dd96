import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { toPlainText, lint, lintAnswer, type Reply } from 'fastify-bot-webhook'

/** As many bots write it: a card without buttons crashes Telegram, and Twilio prints "undefined" for its subtitle. */
const hotel: Reply = { type: 'card', content: { title: 'Hotel du Nord', imageUrl: 'https://example.com/hotel.png' } }

/** Replies are looked at for these channels, and what they cannot do without is filled in. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false, channels: ['webchat', 'telegram', 'twilio'] })
  app.bot.fallback(() => hotel) // sent with buttons: [] and subtitle: ''
  return app
}

/** The same without a server: in a test, or over what another webhook answers. */
export function report (): string[] {
  const findings = [...lint([hotel], { channels: ['telegram'] }), ...lintAnswer({ messages: [hotel] })]
  return findings.map(({ severity, path, message, fix }) => `${severity} at ${path}: ${message}; ${fix}`)
}

/** What the user of a channel reads that knows text only. */
export const asText: string | undefined = toPlainText(hotel)
