import { readArguments } from './arguments.js'
import { chapters } from './chapters.js'
import { write } from './write.js'

const { only, write: writing, ...amount } = readArguments(process.argv.slice(2), Object.keys(chapters))

// Servers in other languages do not notice by themselves that they are no longer needed.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { process.exit(1) })

const { rounds, requests } = amount
const preface = `Node.js ${process.version}, ${rounds} rounds of ${requests} requests for each server (fewer where ` +
  'it is slow or bodies are large).'
console.log(preface)

const results = {}
for (const name of only) {
  results[name] = await chapters[name](amount)
  const { title, text } = results[name]
  console.log(`\n${title}\n\n${text}`)
}
if (writing) await write(preface, results)
