import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { majors, readArguments } from './arguments.js'
import { fetchNode } from './fetch-node.js'
import { runTests } from './run-tests.js'

// All tests, on each version of Node.js that this package is for.

const cache = fileURLToPath(new URL('../../../node_modules/.cache/nodes/', import.meta.url))
const { only, files } = readArguments(process.argv.slice(2))

mkdirSync(cache, { recursive: true })
const rows = []
for (const major of only) {
  const node = await fetchNode(major, cache)
  console.log(`Node.js ${node.version} ...`)
  const result = await runTests(node, files, `${cache}tests-${major}.tap`)
  for (const file of result.failed) console.log(`  failed: ${file}`)
  if (result.failed.length > 0) console.log(`  what was printed: ${result.output}`)
  rows.push([node.version, result.passed, result.notPassed, result.skipped, `${result.seconds} s`])
  if (result.failed.length > 0 || result.passed === 0) process.exitCode = 1
}

console.log(`\n${['Node.js', 'passed', 'failed', 'skipped', 'time'].map(pad).join('')}`)
for (const row of rows) console.log(row.map(pad).join(''))
if (only.length < majors.length) console.log(`\nNot tried: ${majors.filter(major => !only.includes(major)).join(', ')}`)

function pad (cell) {
  return String(cell).padStart(10)
}
