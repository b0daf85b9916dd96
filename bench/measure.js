import { Server } from './server.js'
import { percentile } from './statistics.js'
import { verify } from './verify.js'

const WARM_UP = 20_000 // requests: until then more and more of the code is compiled, and the figures still fall
const SLICES = 10
const PROCESSES = 3 // of each server: one may be faster than its twin by a tenth, for as long as it lives

/**
 * The samples of each case, one a round. The requests of a round are sent in slices for which the servers take turns,
 * in a new order each time, so that a slow moment of the machine hits them all.
 */
export async function measure (cases, { rounds, requests }) {
  const entries = []
  try {
    for (const each of cases) entries.push({ ...each, servers: await start(each), samples: [] })
    for (const { servers, bodies, share, ...each } of entries) {
      for (const server of servers) {
        await verify(server, { ...each, bodies })
        await server.load(bodies, scaled(WARM_UP, share))
      }
    }
    for (let round = 0; round < rounds; round++) await measureRound(entries, requests / SLICES)
  } finally {
    await Promise.all(entries.flatMap(({ servers }) => servers.map(server => server.stop())))
  }
  return entries.map(({ samples }) => samples)
}

function start ({ processes = PROCESSES, ...each }) {
  return Promise.all(Array.from({ length: processes }, () => Server.start(each)))
}

async function measureRound (entries, requests) {
  const sums = new Map(entries.map(entry => [entry, { user: 0, system: 0, latencies: [] }]))
  for (let slice = 0; slice < SLICES; slice++) {
    for (const entry of shuffled(entries)) {
      const sum = sums.get(entry)
      for (const server of entry.servers) {
        const before = await server.cpu()
        const latencies = await server.load(entry.bodies, scaled(requests / entry.servers.length, entry.share))
        const after = await server.cpu()
        sum.user += after.user - before.user
        sum.system += after.system - before.system
        sum.latencies = sum.latencies.concat(latencies)
      }
    }
  }
  for (const [{ samples }, { user, system, latencies }] of sums) {
    const count = latencies.length
    samples.push({
      cpu: (user + system) / count, user: user / count, p50: percentile(latencies, 50), p99: percentile(latencies, 99)
    })
  }
}

function scaled (count, share) {
  return Math.ceil(count * share)
}

export function shuffled (list) {
  return list.map(value => ({ value, rank: Math.random() })).sort((a, b) => a.rank - b.rank).map(({ value }) => value)
}
