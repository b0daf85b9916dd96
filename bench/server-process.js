import { Session } from 'node:inspector/promises'

const INTERVAL = 100 // microseconds between two samples of a profile

let session

// The first message says which server to be; each one after that asks for one of these.
const tasks = {
  cpu: () => process.cpuUsage(),

  async 'start profile' () {
    session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
    await session.post('Profiler.start')
  },

  async 'stop profile' () {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return profile
  }
}

process.once('message', async ({ module, ...server }) => {
  const { start } = await import(module)
  const port = await start(server)
  process.on('message', async task => { process.send(await tasks[task]() ?? null) })
  process.send(port)
})

// The parent is done, or was interrupted.
process.on('disconnect', () => { process.exit() })
