import { labels, parts } from './labels.js'
import { measure } from './measure.js'
import { median } from './statistics.js'
import { summarise } from './summary.js'
import { table } from './table.js'

const { plugin, pluginTwice, bare, http, express } = labels

/** Each with new processes: of two that are alike, one may be faster by a tenth for as long as it lives. */
const RUNS = 5

const atMost = limit => ({ sign: '<=', limit, best: Math.min, isReached: value => value <= limit })
const atLeast = limit => ({ sign: '>=', limit, best: Math.max, isReached: value => value >= limit })

// What is to be reached, in CPU time for each request, as the ratio of two cases.
const targets = [
  { what: 'this plugin, to bare Fastify', of: [plugin, bare], wanted: atMost(1.05) },
  { what: 'this plugin with deduplicate: false, to bare Fastify', of: [pluginTwice, bare], wanted: atMost(1.05) },
  { what: 'this plugin, to raw node:http', of: [plugin, http], wanted: atMost(1.3) },
  { what: 'Express with body-parser, to this plugin', of: [express, plugin], wanted: atLeast(4.5) },
  { what: 'deduplication, to none', of: [plugin, pluginTwice], wanted: atMost(1.03) },
  {
    what: 'an async handler under the deadline, to one that answers at once',
    of: [parts.async, pluginTwice],
    wanted: atMost(1.05)
  },
  {
    what: 'typed memory and lint together, to neither', of: [parts.typedAndLint, pluginTwice], wanted: atMost(1.05)
  }
]

/** The targets beside what several runs came to. */
export async function measureTargets (cases, amount) {
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(summarise(cases, await measure(cases, amount)))
  const rows = targets.map(({ what, of: [one, other], wanted }) => {
    const ratios = runs.map(rows => ratioOf(rows.find(({ label }) => label === one),
      rows.find(({ label }) => label === other)))
    return { what, wanted, best: wanted.best(...ratios), median: median(ratios) }
  })
  return {
    title: `Targets of CPU time for each request, best and median of ${RUNS} runs with new processes`,
    text: targetsTable(rows),
    rows
  }
}

function targetsTable (rows) {
  return table([['target', 'wanted', 'best', 'median', 'reached'], ...rows.map(({ what, wanted, best, median }) => {
    const printed = median.toFixed(2)
    const isReached = wanted.isReached(Number(printed))
    return [what, `${wanted.sign} ${wanted.limit.toFixed(2)}`, best.toFixed(2), printed, isReached ? 'yes' : 'no']
  })])
}

/** Of the ratios to what both were compared with, which are of single rounds and hold better than the figures. */
function ratioOf (one, other) {
  return one.ratio / other.ratio
}
