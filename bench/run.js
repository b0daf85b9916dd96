import { readArguments } from './arguments.js'
import { experiments } from './experiments.js'
import { measure } from './measure.js'
import { table } from './table.js'

const { only, rounds, requests } = readArguments(process.argv.slice(2), Object.keys(experiments))

console.log(`Node ${process.version}, ${rounds} rounds of ${requests} requests for each server (fewer where bodies are large)`)
console.log('CPU: user + system time of the server process for each request, median of the rounds')

for (const name of only) {
  const experiment = experiments[name]()
  const samples = await measure(experiment.cases, { rounds, requests })
  console.log(`\n${experiment.title}\n\n${table(experiment, samples)}`)
}
