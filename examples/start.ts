import { build } from './example-bot.ts'

// What `npm start` runs: the example bot on a port, with a log for people.
async function start (): Promise<void> {
  const { PORT = '5000', HOST = '127.0.0.1' } = process.env
  if (!/^\d{1,5}$/.test(PORT)) throw new Error(`PORT is '${PORT}': set it to a number from 0 to 65535`)
  const app = await build({ logger: { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,reqId,req,res', singleLine: true } } } })
  const url = await app.listen({ port: Number(PORT), host: HOST })
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
