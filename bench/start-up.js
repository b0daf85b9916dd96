import { shuffled } from './measure.js'
import { Server } from './server.js'
import { median } from './statistics.js'
import { table } from './table.js'

const ROUNDS = 5
const REQUESTS = 3000 // after which the memory is looked at again

/** How long each server takes from the start of its process to its first answer, and what it holds in memory. */
export async function measureStartUp (cases) {
  const entries = cases.map(each => ({ ...each, samples: [] }))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { samples, ...each } of shuffled(entries)) samples.push(await startOnce(each))
  }
  return entries.map(({ label, samples }) => {
    const of = name => median(samples.map(sample => sample[name]))
    return { label, time: of('time'), size: of('size'), loaded: of('loaded') }
  })
}

export function startUpTable (rows) {
  const mib = bytes => (bytes / 1024 / 1024).toFixed(0)
  return table([
    ['server', 'first answer ms', 'memory MiB', 'after load MiB'],
    ...rows.map(({ label, time, size, loaded }) => [label, time.toFixed(0), mib(size), mib(loaded)])
  ])
}

async function startOnce (each) {
  const started = performance.now()
  const server = await Server.start({ ...each, connections: 1 })
  try {
    await server.call(each.bodies[0])
    const time = performance.now() - started
    const size = await server.residentSize()
    await server.load(each.bodies, REQUESTS * each.share)
    return { time, size, loaded: await server.residentSize() }
  } finally {
    await server.stop()
  }
}
