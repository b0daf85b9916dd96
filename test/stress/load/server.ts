import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { AddressInfo } from 'node:net'
import { bots } from './bots.ts'

// A server under load, in a process of its own; its argument says which. It tells its port, then answers each message
// with figures.

/** What the process says of itself. */
export interface Figures {
  /** Bytes of memory, and of the heap once garbage is collected. */
  rss: number
  heap: number
  /** Milliseconds of CPU time so far. */
  cpu: number
  /** What keeps the process alive, by kind. */
  resources: string[]
  /** Event loop: milliseconds that it was late since it was asked the last time, at most and by percentiles. */
  delay: { max: number, p99: number }
}

const RESOLUTION = 1 // milliseconds: how often the event loop is looked at, and no part of its delay
const loop = monitorEventLoopDelay({ resolution: RESOLUTION })
loop.enable()

const app = await bots[process.argv[2] as keyof typeof bots](process.env)
await app.listen({ port: 0, host: '127.0.0.1' })

process.on('message', message => {
  const [max, p99] = [loop.max, loop.percentile(99)].map(delay =>
    Math.max(0, delay / 1e6 - RESOLUTION)) as [number, number]
  if (message === 'collected') for (let times = 0; times < 3; times++) gc?.()
  const { rss, heapUsed: heap } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const figures: Figures = {
    rss, heap, cpu: (user + system) / 1000, resources: process.getActiveResourcesInfo(), delay: { max, p99 }
  }
  loop.reset()
  process.send?.(figures)
})
process.on('disconnect', () => { process.exit() }) // whoever asked is gone
process.send?.((app.server.address() as AddressInfo).port)
