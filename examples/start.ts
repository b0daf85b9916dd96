import { injectInto } from 'fastify-bot-webhook/builder'
import playground from 'fastify-bot-webhook/playground'
import { build } from './example-bot.ts'

const development = process.env.NODE_ENV !== 'production'
const bot = new URL('../../examples/bot.yml', import.meta.url) // seen from dist

// What `npm start` runs: the example bot on a port, with a log for people and a page to talk to it.
async function start (): Promise<void> {
  const { PORT = '5000', HOST = '127.0.0.1' } = process.env
  if (!/^\d{1,5}$/.test(PORT)) throw new Error(`PORT is '${PORT}': set it to a number from 0 to 65535`)
  const app = await build({ requestTimeout: 10_000, connectionTimeout: 30_000, logger: { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,reqId,req,res', singleLine: true } } } })
  if (development) await app.register(playground, { bot, url: `http://127.0.0.1:${PORT}`, transport: injectInto(app) })
  const url = await app.listen({ port: Number(PORT), host: HOST })
  const call = { conversation: { skill: 'small-talk', memory: { person: { raw: 'Ada' } } }, nlp: { source: 'hi' } }
  if (development) console.log(`\n  playground      ${url}/playground`)
  console.log(`
  webhook         ${url}/
  errors          ${url}/errors
  documentation   ${url}/documentation

  Try it:
  curl ${url}/ -H 'content-type: application/json' -d '${JSON.stringify(call)}'
`)
}

start().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
