import { listen, PortUnavailable } from '../listen.ts'
import { build } from './bot.ts'
import { readEnvironment } from './environment.ts'

/** Exit code of a replica that cannot listen: another one could not, either. */
const NO_PORT = 2
const GRACE = 5000 // milliseconds: after that connections that are still busy are cut

// One replica. A signal ends it in an orderly way: it takes no more calls, and finishes what it has begun.
async function start (): Promise<void> {
  const environment = readEnvironment(process.env)
  const app = await build(environment, { logger: true })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  await listen(app, environment.PORT, environment.HOST)

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
  process.exit(error instanceof PortUnavailable ? NO_PORT : 1)
})
