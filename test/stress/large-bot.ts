import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createNlu, importBot } from '../../lib/platform/index.ts'
import { consideredIntents } from '../../lib/platform/nlu/considered-intents.ts'
import { readArguments } from './arguments.ts'
import { makeDataset } from './large-bot/make-dataset.ts'

// Imports a large bot and has it understand sentences: how long both take, and the memory that it needs.

const SIZE = { intents: 500, expressions: 20_000, entities: 50 }
const IMPORT_LIMIT_S = 20
const SENTENCE_LIMIT_MS = 50
const WARM_UP = 20 // sentences that are not counted

const { seed, runs = 500, only } = readArguments('large-bot', {
  known: 'sentences in a language that is known', open: 'sentences whose language must be found out'
})

const { json, sentences } = makeDataset({ ...SIZE, sentences: WARM_UP + runs }, seed)
const folder = mkdtempSync(join(tmpdir(), 'large-bot-'))
const file = join(folder, 'large.json')
writeFileSync(file, JSON.stringify(json))
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, seed ${seed}, ` +
  `${(statSync(file).size / 2 ** 20).toFixed(1)} MB of JSON`)

const importStart = performance.now()
const { bot, counts } = await importBot(file)
const importSeconds = (performance.now() - importStart) / 1000
rmSync(folder, { recursive: true })
console.log(`import: ${importSeconds.toFixed(1)} s for ${JSON.stringify(counts)} in ${bot.languages.join(', ')}`)

const trainingStart = performance.now()
const analyse = await createNlu(bot, { now: Date.now, uuid: randomUUID })
console.log(`training: ${((performance.now() - trainingStart) / 1000).toFixed(1)} s`)

let isInTime = importSeconds < IMPORT_LIMIT_S
for (const part of only) {
  const times: number[] = []
  let nearest = 0
  let told = 0
  for (const [index, { text, language, intent }] of sentences.entries()) {
    const start = performance.now()
    const nlp = await analyse(text, part === 'known' ? language : null)
    if (index < WARM_UP) continue
    times.push(performance.now() - start)
    if (consideredIntents(nlp)?.[0]?.slug === intent) nearest++
    if (nlp.intents?.[0]?.slug === intent) told++
  }
  times.sort((a, b) => a - b)
  const quantile = (share: number): number => times[Math.floor(share * (times.length - 1))] as number
  console.log(`language ${part}: median ${quantile(0.5).toFixed(1)} ms, p95 ${quantile(0.95).toFixed(1)} ms, ` +
    `slowest ${quantile(1).toFixed(1)} ms; of ${times.length} their intent was the nearest for ${nearest}, and sure ` +
    `enough for ${told}`)
  isInTime &&= quantile(0.95) < SENTENCE_LIMIT_MS
}
const { rss, heapUsed } = process.memoryUsage()
console.log(`memory: ${Math.round(rss / 2 ** 20)} MB, ${Math.round(heapUsed / 2 ** 20)} MB of them heap in use`)
console.log(isInTime
  ? 'as it should be'
  : `too slow: an import may take ${IMPORT_LIMIT_S} s, 95 % of the sentences ${SENTENCE_LIMIT_MS} ms`)
process.exitCode = isInTime ? 0 : 1
