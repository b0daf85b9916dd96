import { labels, parts } from './labels.js'
import { measure } from './measure.js'
import { median } from './statistics.js'
import { summarise } from './summary.js'
import { table } from './table.js'

const { plugin, pluginTwice, bare, http, express } = labels

/** Each with new processes: of two that are alike, one may be faster by a tenth for as long as it lives. */
const RUNS = 5

// What is to be reached, in CPU time for each request, as the ratio of two cases.
const targets = [
  { what: 'this plugin, to bare Fastify', of: [plugin, bare], most: 1.05 },
  { what: 'this plugin with deduplicate: false, to bare Fastify', of: [pluginTwice, bare], most: 1.05 },
  { what: 'this plugin, to raw node:http', of: [plugin, http], most: 1.3 },
  { what: 'Express with body-parser, to this plugin', of: [express, plugin], least: 4.5 },
  { what: 'deduplication, to none', of: [plugin, pluginTwice], most: 1.03 },
  {
    what: 'an async handler under the deadline, to one that answers at once', of: [parts.async, pluginTwice], most: 1.05
  },
  { what: 'typed memory and lint together, to neither', of: [parts.typedAndLint, pluginTwice], most: 1.05 }
]

/** The targets beside what several runs came to. */
export async function measureTargets (cases, amount) {
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(summarise(cases, await measure(cases, amount)))
  const rows = targets.map(({ what, of: [one, other], most, least }) => {
    const ratios = runs.map(rows => ratioOf(rows.find(({ label }) => label === one),
      rows.find(({ label }) => label === other)))
    const best = most === undefined ? Math.max(...ratios) : Math.min(...ratios)
    return { what, most, least, best, median: median(ratios) }
  })
  return {
    title: `Targets of CPU time for each request, best and median of ${RUNS} runs with new processes`,
    text: targetsTable(rows),
    rows
  }
}

function targetsTable (rows) {
  return table([['target', 'wanted', 'best', 'median', 'reached'], ...rows.map(row => {
    const { what, most, least, best, median } = row
    const wanted = most === undefined ? `>= ${least.toFixed(2)}` : `<= ${most.toFixed(2)}`
    return [what, wanted, best.toFixed(2), median.toFixed(2), isReached(row) ? 'yes' : 'no']
  })])
}

/** As it is printed. */
function isReached ({ most, least, median }) {
  const printed = Number(median.toFixed(2))
  return most === undefined ? printed >= least : printed <= most
}

/** Of the ratios to what both were compared with, which are of single rounds and hold better than the figures. */
function ratioOf (one, other) {
  return one.ratio / other.ratio
}
