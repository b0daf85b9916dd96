import { labels, parts } from './labels.js'
import { table } from './table.js'

const { plugin, pluginTwice, bare, http, express } = labels

// What is to be reached, in CPU time for each request, as the ratio of two cases of one chapter.
const targets = [
  { what: 'this plugin, to bare Fastify', of: ['servers', plugin, bare], most: 1.05 },
  { what: 'this plugin with deduplicate: false, to bare Fastify', of: ['servers', pluginTwice, bare], most: 1.05 },
  { what: 'this plugin, to raw node:http', of: ['servers', plugin, http], most: 1.3 },
  { what: 'Express with body-parser, to this plugin', of: ['servers', express, plugin], least: 4.5 },
  { what: 'deduplication, to none', of: ['servers', plugin, pluginTwice], most: 1.03 },
  {
    what: 'an async handler under the deadline, to one that answers at once',
    of: ['parts', parts.async, parts.first],
    most: 1.05
  },
  { what: 'typed memory and lint together, to neither', of: ['parts', parts.typedAndLint, parts.first], most: 1.05 }
]

/** The targets beside what was measured. */
export function targetsTable (results) {
  return table([[
    'target, CPU time for each request', 'wanted', 'measured', 'reached'
  ], ...targets.map(({ what, of: [chapter, one, other], most, least }) => {
    const { rows } = results[chapter]
    const ratio = ratioOf(rows.find(({ label }) => label === one), rows.find(({ label }) => label === other)).toFixed(2)
    const reached = most === undefined ? ratio >= least : ratio <= most
    return [
      what, most === undefined ? `>= ${least.toFixed(2)}` : `<= ${most.toFixed(2)}`, ratio, reached ? 'yes' : 'no'
    ]
  })])
}

/** Of the ratios to what both were compared with, which are of single rounds and hold better than the figures. */
function ratioOf (one, other) {
  return one.ratio / other.ratio
}
