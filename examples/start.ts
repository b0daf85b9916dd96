import { injectInto } from 'fastify-bot-webhook/builder'
import playground from 'fastify-bot-webhook/playground'
import { build } from './example-bot.ts'
import { listen, readPort } from './listen.ts'

const development = process.env.NODE_ENV !== 'production'
const page = development && process.send === undefined // below `bot-webhook dev` there is one already
const bot = new URL('../../examples/bot.yml', import.meta.url) // seen from dist

// For those who open the address in a browser.
const startPage = `<!doctype html>
<html lang="en">
<title>Example bot</title>
<h1>Example bot</h1>
<p>It works: this is the address that a bot calls, by POST. Here you can
<ul>${page ? '<li>talk to it in the playground, at the address that was printed' : ''}
<li><a href="documentation">read its documentation</a></ul>
`

// What `npm start` runs: the example bot on a port, with a log for people and a page to talk to it.
async function start (): Promise<void> {
  const { PORT, HOST = '127.0.0.1' } = process.env
  const port = readPort(PORT)
  const app = await build({
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    logger: {
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,reqId,req,res', singleLine: true } }
    }
  })
  const onAddress = (url: string): void => { console.log(`\n  playground      ${url}`) }
  if (page) {
    await app.register(playground,
      { bot, url: `http://127.0.0.1:${port}`, transport: injectInto(app), onAddress })
  }
  // the bot is called by POST
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.type('text/html').send(startPage))
  const url = await listen(app, port, HOST)
  const call = { conversation: { skill: 'small-talk', memory: { person: { raw: 'Ada' } } }, nlp: { source: 'hi' } }
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
