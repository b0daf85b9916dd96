import { readArguments } from './arguments.ts'
import { attack } from './hostile-requests.ts'
import { memoryIsKept } from './memory-law.ts'
import { nothingChanges } from './round-trip.ts'
import type { Closing, Runs } from './runs.ts'

const GROWTH = 1.05 // of the heap, at most
const LOTS = 40 // in which the hostile requests are sent
const WARM = 8 // lots after which the heap is measured first: most code was compiled by then

const parts: Record<string, { what: string, runs: number, run: (closing: Closing, runs: Runs) => Promise<void> }> = {
  valid: {
    what: 'valid requests and replies: nothing changes on the way in or out (100000)',
    runs: 100_000,
    run: nothingChanges
  },
  memory: {
    what: 'handlers that do anything to the memory and end in any way, held to a model (100000)',
    runs: 100_000,
    run: memoryIsKept
  },
  hostile: { what: 'mutated bodies, mere bytes, odd headers and paths (1000000)', runs: 1_000_000, run: hostile }
}

const { seed, runs, only } = readArguments('fuzz',
  Object.fromEntries(Object.entries(parts).map(([name, { what }]) => [name, what])))
console.log(`Node ${process.version}, seed ${seed}`)

for (const name of only) {
  const { run, ...part } = parts[name] as typeof parts[string]
  const closings: Array<() => unknown> = []
  const wanted = runs ?? part.runs
  const started = performance.now()
  await run({ teardown: close => { closings.push(close as () => unknown) } }, { seed, runs: wanted })
  const seconds = (performance.now() - started) / 1000
  console.log(`${name}: ${wanted} runs passed in ${seconds.toFixed(0)} s, ${(wanted / seconds).toFixed(0)} a second`)
  for (const close of closings.reverse()) await close()
}

async function hostile (closing: Closing, { seed, runs }: Runs): Promise<void> {
  if (gc === undefined) throw new Error('the heap cannot be measured: start node with --expose-gc')
  // answers that are kept for five minutes would hide what is kept for ever
  const { send, outcomes } = await attack(closing, { seed, once: false })
  const lot = Math.ceil(runs / LOTS)
  let warm = 0
  try {
    for (let number = 1; number <= LOTS; number++) {
      await send({ seed: seed + number, runs: lot })
      if (number === WARM) warm = heap()
    }
  } finally {
    for (const [outcome, times] of [...outcomes].sort(([, a], [, b]) =>
      b - a)) console.log(`${String(times).padStart(8)}  ${outcome}`)
  }
  const growth = heap() / warm
  console.log(`heap after garbage collection: ${(warm / 1e6).toFixed(2)} MB after ${WARM * lot} requests, ` +
    `${((growth - 1) * 100).toFixed(1)} % more after ${LOTS * lot}`)
  if (growth > GROWTH) throw new Error('the heap has grown by more than 5 %')
}

function heap (): number {
  for (let times = 0; times < 3; times++) gc?.()
  return process.memoryUsage().heapUsed
}
