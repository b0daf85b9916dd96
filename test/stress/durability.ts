import { readArguments } from './arguments.ts'
import { clocks } from './durability/clocks.ts'
import { connections } from './durability/connections.ts'
import { cost } from './durability/cost.ts'
import { cuts } from './durability/cuts.ts'
import { failover } from './durability/failover.ts'
import { flood } from './durability/flood.ts'
import { freeze } from './durability/freeze.ts'
import { fullDisk } from './durability/full-disk.ts'
import { lock } from './durability/lock.ts'
import type { Part } from './durability/part.ts'
import { pgbouncer } from './durability/pgbouncer.ts'
import { postmaster } from './durability/postmaster.ts'
import { slow } from './durability/slow.ts'
import { starts } from './durability/starts.ts'
import { syncs } from './durability/syncs.ts'
import { throughput } from './durability/throughput.ts'
import { waiting } from './durability/waiting.ts'

const parts: Record<string, Part> = {
  lock: { what: 'a second process on a folder of PGlite is refused (100 times)', runs: 100, measure: lock },
  postmaster: {
    what: 'PostgreSQL is killed while reports and turns come in (10 times)', runs: 10, measure: postmaster
  },
  syncs: {
    what: 'how often the disk is waited for before a report is answered; takes strace (200 reports)',
    runs: 200,
    measure: syncs
  },
  disk: {
    what: 'the disk is full for a while; takes root, for it mounts a small one (5 seconds)',
    runs: 5,
    measure: fullDisk
  },
  cuts: {
    what: 'the bot is killed between state and queue, on each kind of store (10 times)', runs: 10, measure: cuts
  },
  flood: {
    what: 'the same error 1,000 times a second in a process with 256 MB of heap (60 seconds)',
    runs: 60,
    measure: flood
  },
  waiting: { what: 'turns while many jobs wait, on each kind of store (100000 jobs)', runs: 100_000, measure: waiting },
  spread: {
    what: 'how fast messages are delivered that wait in as many conversations, on PostgreSQL (100000 messages)',
    runs: 100_000,
    measure: throughput('PostgreSQL', true)
  },
  'spread-pglite': { what: 'the same on PGlite', runs: 100_000, measure: throughput('PGlite', true) },
  deep: {
    what: 'how fast messages are delivered that wait in ten conversations, on PostgreSQL (100000 messages)',
    runs: 100_000,
    measure: throughput('PostgreSQL', false)
  },
  'deep-pglite': { what: 'the same on PGlite', runs: 100_000, measure: throughput('PGlite', false) },
  cost: { what: 'CPU time of a turn beside a store on PostgreSQL (20000 turns)', runs: 20_000, measure: cost },
  slow: { what: 'one conversation whose pushes take 10 s (60 seconds)', runs: 60, measure: slow },
  freeze: { what: 'a replica stands still twice (30 seconds)', runs: 30, measure: freeze },
  pgbouncer: { what: 'replicas behind PgBouncer in transaction mode (30 seconds)', runs: 30, measure: pgbouncer },
  failover: {
    what: 'the database is lost, and a copy takes its place (5 seconds after it was made)', runs: 5, measure: failover
  },
  clocks: { what: 'replicas whose clocks are 20 minutes off (20 seconds)', runs: 20, measure: clocks },
  starts: { what: 'two replicas start at once on an empty database (20 times)', runs: 20, measure: starts },
  connections: { what: 'connections to the database die without a word (5 times)', runs: 5, measure: connections }
}

const { seed, runs, only } = readArguments('durability',
  Object.fromEntries(Object.entries(parts).map(([name, { what }]) => [name, what])))
console.log(`Node ${process.version}, seed ${seed}`)

const closings: Array<() => unknown> = []
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopped.abort()
    close().finally(() => { process.exit(130) })
  })
}

for (const name of only) {
  if (!stopped.signal.aborted && !await isMet(name, parts[name] as Part)) process.exitCode = 1
}

/** Measures one part and says what came of it. */
async function isMet (name: string, { measure, runs: usual }: Part): Promise<boolean> {
  const started = performance.now()
  console.log(`\n${name}`)
  try {
    const findings = await measure({ teardown: close => { closings.push(close as () => unknown) } },
      { seed, runs: runs ?? usual })
    for (const { figure, met } of findings) {
      console.log(`  ${met === undefined ? '      ' : met ? 'met   ' : 'MISSED'} ${figure}`)
    }
    return findings.every(({ met }) => met !== false)
  } catch (error) {
    console.log(`  FAILED ${(error as Error).message}`)
    return false
  } finally {
    await close()
    console.log(`  took ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
}

async function close (): Promise<void> {
  for (const closing of closings.splice(0).reverse()) await closing()
}
