import { build } from './bot.ts'
import { readEnvironment } from './environment.ts'

const GRACE = 5000 // milliseconds: after that connections that are still busy are cut

// One replica. A signal ends it in an orderly way: it takes no more calls, and finishes what it has begun.
async function start (): Promise<void> {
  const environment = readEnvironment(process.env)
  const app = await build(environment, { logger: true })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  await app.listen({ port: environment.PORT, host: environment.HOST })

  let stopping = false
  async function stop (): Promise<void> {
    if (stopping) return
    stopping = true
    setTimeout(() => { app.server.closeAllConnections() }, GRACE)
    await app.close()
    process.exit()
  }
}

start().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
