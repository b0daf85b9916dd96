import Fastify from 'fastify'
import { platform } from '../../dist/lib/platform/api/index.js'

// A process that serves a bot, for tests that kill it. Its options come as JSON.
const app = Fastify({ pluginTimeout: 120_000 })
await app.register(platform, JSON.parse(process.argv[2]))
process.send(await app.listen({ port: 0, host: '127.0.0.1' }))
process.on('SIGTERM', async () => {
  await app.close()
  process.exit(0)
})
