import { Server } from './server.js'
import { percentile } from './statistics.js'
import { verify } from './verify.js'

const WARM_UP = 10_000 // requests: until then more and more of the code is compiled, and the figures still fall
const SLICES = 10

/**
 * The samples of each case, one a round. The requests of a round are sent in slices for which the servers take turns,
 * in a new order each time, so that a slow moment of the machine hits them all.
 */
export async function measure (cases, { rounds, requests }) {
  const entries = await Promise.all(cases.map(async each => ({ ...each, server: await Server.start(each), samples: [] })))
  try {
    for (const { server, label, bodies, reply, share } of entries) {
      await verify(server, { label, bodies, reply })
      await server.load(bodies, scaled(WARM_UP, share))
    }
    for (let round = 0; round < rounds; round++) await measureRound(entries, requests / SLICES)
  } finally {
    await Promise.all(entries.map(({ server }) => server.stop()))
  }
  return entries.map(({ samples }) => samples)
}

async function measureRound (entries, requests) {
  const sums = new Map(entries.map(entry => [entry, { cpu: 0, latencies: [] }]))
  for (let slice = 0; slice < SLICES; slice++) {
    for (const entry of shuffled(entries)) {
      const before = await entry.server.cpu()
      const latencies = await entry.server.load(entry.bodies, scaled(requests, entry.share))
      const sum = sums.get(entry)
      sum.cpu += await entry.server.cpu() - before
      sum.latencies = sum.latencies.concat(latencies)
    }
  }
  for (const [{ samples }, { cpu, latencies }] of sums) {
    samples.push({ cpu: cpu / latencies.length, p50: percentile(latencies, 50), p99: percentile(latencies, 99) })
  }
}

function scaled (count, share) {
  return Math.ceil(count * share)
}

function shuffled (list) {
  return list.map(value => ({ value, rank: Math.random() })).sort((a, b) => a.rank - b.rank).map(({ value }) => value)
}
