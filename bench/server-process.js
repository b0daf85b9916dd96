import { servers } from './servers.js'

// The first message says which server to be; each one after that asks for the CPU time so far.
process.once('message', async ({ kind, skills, reply, once }) => {
  const port = await servers[kind]({ skills, reply, once })
  process.on('message', () => {
    process.send(process.cpuUsage())
  })
  process.send(port)
})

// The parent is done, or was interrupted.
process.on('disconnect', () => { process.exit() })
