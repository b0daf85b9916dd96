import { setTimeout as sleep } from 'node:timers/promises'
import { capacityOf } from './capacity.ts'
import { percentile, tally } from './figures.ts'
import { missed, type Part } from './part.ts'
import { orderCall } from './requests.ts'
import { startServer } from './server-process.ts'
import { steadily, wordOf, type CallResult } from './steady.ts'

const TIMES = 3 // its capacity
const GOOD = 0.8 // of its capacity, answered at least
const NORMAL = 5_000 // milliseconds until it answers all again, at most
const CONNECTIONS = 4_000 // fewer than the example takes: a proxy in front has its limit too
const QUIET = 0.3 // of its capacity, that is asked of it afterwards

/** More calls than a server can answer. */
export const overload: Part = {
  what: `${TIMES} times as many calls as the example for production can answer: it goes on with what it can, refuses ` +
    'the rest at once, and gets over it',
  seconds: 60,
  run: async (closing, seconds) => {
    const { port: orders } = await startServer(closing, 'orders') // on its own: this process has enough to do
    const { port, ask } = await startServer(closing, 'production',
      { env: { ORDERS_URL: `http://127.0.0.1:${orders}` } })
    await capacityOf(port, 5_000) // code is compiled
    const capacity = await capacityOf(port, 10_000)
    const next = () => ({ kind: '', port, request: orderCall() })
    await ask()

    const under = steadily({ rate: TIMES * capacity, milliseconds: seconds * 1000, next, connections: CONNECTIONS })
    await sleep(seconds * 1000)
    const { delay, rss } = await ask()
    // at once: what is on its way is not waited for
    const eased = steadily({ rate: QUIET * capacity, milliseconds: NORMAL * 2, next })
    const [outcomes, afterwards] = await Promise.all([under, eased])

    // not those that came later
    const good = outcomes.filter(({ at, answer }) =>
      answer?.status === 200 && at + answer.milliseconds <= seconds * 1000)
    const refusals = outcomes.flatMap(({ answer }) => answer?.status === 503 ? [answer] : [])
    const made = outcomes.filter(({ failure }) => failure !== 'no connection free')
    const unasked = outcomes.length - made.length
    const goodput = good.length / seconds
    const lastTrouble = Math.max(0, ...afterwards.filter(({ answer }) => answer?.status !== 200).map(({ at }) => at))
    const times = (some: Array<{ milliseconds: number }>) => [50, 99].map(percent =>
      `p${percent} ${percentile(some.map(({ milliseconds }) => milliseconds), percent).toFixed(0)} ms`).join(', ')
    const answersOf = (some: CallResult[]) => some.flatMap(({ answer }) => answer ?? [])

    console.log(`capacity: ${capacity.toFixed(0)} answers a second; then ${(outcomes.length / seconds).toFixed(0)} ` +
      `calls a second were to be made, of which ${(unasked / outcomes.length * 100).toFixed(0)} % found no free one ` +
      `of ${CONNECTIONS} connections`)
    console.log(`came to: ${tally(outcomes.map(wordOf))}`)
    console.log(`good answers: ${goodput.toFixed(0)} a second, ${(goodput / capacity * 100).toFixed(0)} % of ` +
      `capacity; ${times(answersOf(good))}`)
    console.log(`refusals: ${times(refusals)}, with Retry-After ` +
      `${refusals.filter(({ head }) => /\r\nretry-after: \d/i.test(head)).length} of ${refusals.length}`)
    console.log(`event loop late: p99 ${delay.p99.toFixed(0)} ms, at most ${delay.max.toFixed(0)} ms; resident ` +
      `memory ${(rss / 1e6).toFixed(0)} MB`)
    console.log(`afterwards, at ${QUIET * 100} %: ${tally(afterwards.map(wordOf))}; the last that was not answered ` +
      `was made after ${(lastTrouble / 1000).toFixed(1)} s`)
    return missed({
      [`good answers are at least ${GOOD * 100} % of capacity`]: goodput >= GOOD * capacity,
      'whoever is not answered is refused with 503, and told when to come again': made.every(({ answer }) =>
        answer?.status === 200 || (answer?.status === 503 && /\r\nretry-after: \d/i.test(answer.head))),
      [`all is normal again within ${NORMAL / 1000} s`]: lastTrouble <= NORMAL
    })
  }
}
