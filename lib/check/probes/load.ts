import { faultOf } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import { examine } from './examine.ts'
import { healthCheck, ordinary, type Part, type ProbeAttempt } from './part.ts'

/** Many conversations at once: each is answered, with its own memory. */
export const load: Part = {
  serves: ['load', 'memory-mixed'], calls: ({ concurrency }) => concurrency, check: checkLoad
}

async function checkLoad (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry } = tried
  const { results, settings: { concurrency, requests } } = run
  const number = Math.min(concurrency, requests - run.requests())
  run.doing(`${number} conversations at once`)
  const all = await Promise.all(Array.from({ length: number }, () => run.call(ordinary(run, entry))))
  for (const exchange of all) {
    results.checked(exchange, 'load-concurrent')
    const fault = faultOf(exchange)
    // they waited for each other: that is no slow answer
    if (fault !== undefined) {
      results.found('load-concurrent', exchange,
        { saw: `of ${number} calls at once: ${fault.saw}`, skill: entry.skill })
    } else examine(run, entry, { ...exchange, ms: 0 })
  }
  const unanswered = all.find(exchange => faultOf(exchange) !== undefined)
  if (unanswered !== undefined) await run.confirm(unanswered, healthCheck(run, tried))
}
