import { setTimeout as sleep } from 'node:timers/promises'
import { capacityOf } from './capacity.ts'
import { megabytes, percentile, tally } from './figures.ts'
import { missed, type Part } from './part.ts'
import { orderCall } from './requests.ts'
import { startServer } from './server-process.ts'
import { steadily, wordOf, type CallResult } from './steady.ts'

const SHARE = 0.5 // of capacity
const GROWTH = 1.05 // of the heap, at most
const STRETCHES = 10 // after each of them the process is looked at
const REST = 7_000 // milliseconds before that: connections that nobody uses are closed meanwhile

/** Half of what a server can do, for long. */
export const endurance: Part = {
  what: 'half of what the example for production can do, for long: its heap, what it keeps open, and its answers',
  seconds: 600,
  run: async (closing, seconds) => {
    const { port: orders } = await startServer(closing, 'orders')
    const { port, ask } = await startServer(closing, 'production',
      { env: { ORDERS_URL: `http://127.0.0.1:${orders}` } })
    await capacityOf(port, 5_000) // code is compiled
    const rate = await capacityOf(port, 10_000) * SHARE
    const next = () => ({ kind: '', port, request: orderCall() })

    const stretches: Array<{ heap: number, resources: string }> = []
    const words: Array<string | number> = []
    console.log(`${rate.toFixed(0)} calls a second\n${'minute'.padStart(6)}     heap  resident   p99 ms  kept open`)
    // the first is for what is kept on purpose: answers, compiled code
    for (let stretch = 0; stretch <= STRETCHES; stretch++) {
      const outcomes: CallResult[] = await steadily({ rate, milliseconds: seconds * 1000 / (STRETCHES + 1), next })
      await sleep(REST)
      const { heap, rss, resources } = await ask('collected')
      words.push(...outcomes.map(wordOf))
      stretches.push({ heap, resources: tally(resources.sort()) })
      const p99 = percentile(outcomes.flatMap(({ answer }) => answer?.milliseconds ?? []), 99)
      console.log(`${((stretch + 1) * seconds / 60 / (STRETCHES + 1)).toFixed(1).padStart(6)} ` +
        `${megabytes(heap).padStart(8)} ${megabytes(rss).padStart(9)} ${p99.toFixed(1).padStart(8)}  ` +
        `${tally(resources.sort())}`)
    }
    const [first, last] = [stretches[0], stretches.at(-1)] as [typeof stretches[number], typeof stretches[number]]
    console.log(`${words.length} calls: ${tally(words)}; heap after garbage collection ` +
      `${((last.heap / first.heap - 1) * 100).toFixed(1)} % larger than after the first stretch`)
    return missed({
      'the heap has grown by 5 % at most': last.heap <= first.heap * GROWTH,
      'as much is kept open as before': stretches.every(({ resources }) => resources === first.resources),
      'every call is answered 200': words.every(word => word === 200)
    })
  }
}
