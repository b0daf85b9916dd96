import { readdir } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkBotFile, importBot, openSession } from '../../../lib/platform/index.ts'
import { collected } from '../../support/collection.ts'

const { folder: exports, skip } = collected('exports')
const pathOf = (file: string) => fileURLToPath(new URL(file, exports))

/** What is in each file, counted by hand. */
const counts: Record<string, [intents: number, expressions: number, entities: number, synonyms: number]> = {
  'import-examples/all.csv': [1, 2, 1, 0],
  'import-examples/all.json': [1, 2, 1, 0],
  'import-examples/entities.csv': [0, 0, 1, 0],
  'import-examples/entities.json': [0, 0, 1, 0],
  'import-examples/expressions.csv': [1, 1, 1, 0],
  'import-examples/expressions.json': [1, 1, 1, 0],
  'import-examples/intents.csv': [1, 0, 0, 0],
  'import-examples/intents.json': [1, 0, 0, 0],
  'import-examples/2018-second/entities_and_synonyms.csv': [0, 0, 1, 1],
  'import-examples/2018-second/entities_and_synonyms.json': [0, 0, 1, 1],
  'import-examples/2018-second/intents_and_expressions.csv': [1, 2, 1, 0],
  'import-examples/2018-second/intents_and_expressions.json': [1, 2, 1, 0],
  'import-examples/2019/expressions.csv': [1, 2, 0, 0],
  'import-examples/2019/synonyms.csv': [0, 0, 1, 6],
  'csv/parcel-sizes.csv': [0, 0, 1, 12],
  'csv/HowToBuildAChatbot.csv': [113, 115, 0, 0]
}

t.test('each file of training data gives a bot file with all that is in it, and nothing lost', { skip }, async t => {
  const there = (await readdir(pathOf('.'), { recursive: true, withFileTypes: true })).filter(entry =>
    entry.isFile() && /\.(?:csv|json)$/.test(entry.name) && !entry.parentPath.includes('getflightname'))
  t.equal(there.length, Object.keys(counts).length)
  for (const [file, [intents, expressions, entities, synonyms]] of Object.entries(counts)) {
    const imported = await importBot(pathOf(file))
    t.match(imported.counts, { intents, expressions, entities, synonyms }, file)
    t.strictSame(imported.items.filter(({ kind }) => kind !== 'note'), [], file)
    t.strictSame(await checkBotFile(imported.yaml, 'bot.yml'), [], `${file} gives a bot file that can be opened`)
  }
})

t.test('languages of values, entities that are tagged, and answers of questions are kept', { skip }, async t => {
  const synonyms = await importBot(pathOf('import-examples/2019/synonyms.csv'))
  t.strictSame(synonyms.bot.languages, ['en', 'fr'])
  t.match(
    synonyms.bot.entities,
    {
      synonyms: {
        values: { en: ['the big apple', 'NYC', 'new york', 'new york city'], fr: ['la grande pomme', 'nou yorke'] }
      }
    }
  )
  const food = await importBot(pathOf('import-examples/all.json'))
  t.strictSame(food.bot.entities,
    { food: { free: true, values: ['cheese', 'Pizza'], after: ['to eat', 'would love'] } })
  const { bot, items } = await importBot(pathOf('csv/HowToBuildAChatbot.csv'))
  t.match(bot.skills['what-is-a-skill'],
    { triggers: { intent: 'what-is-a-skill' }, actions: [{ message: /^A skill is a block/ }] })
  t.equal(items.filter(({ message }) => /no answer of its own/.test(message)).length, 2,
    'two questions are other words for the ones above')
})

t.test('an export of a bot is imported, opened, and has its conversation with its API', { skip }, async t => {
  const bodies: unknown[] = []
  const api = createServer(async (request: IncomingMessage, response) => {
    bodies.push(JSON.parse(await text(request)))
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ response: 'Lufthansa' }))
  })
  await new Promise<void>(resolve => { api.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { api.close() })
  const { bot, items, counts } = await importBot(pathOf('getflightname'))
  t.strictSame(counts, { intents: 1, expressions: 9, entities: 1, synonyms: 0, skills: 1 })
  t.match(items, [{ kind: 'note', source: 'train/datasets-0.json#/ml_models' }, {
    kind: 'lost',
    source: 'bc/bc.json#/bot_versions/0/web_requests/0',
    target: '/skills/get-flight',
    message: /no address for the call aircode/
  }])
  const session = await openSession({ bot, url: `http://127.0.0.1:${(api.address() as AddressInfo).port}` })
  t.equal((await session.say('get flight')).text, 'Enter Airline Code')
  const turn = await session.say('LH')
  t.equal(turn.text, 'Lufthansa')
  t.strictSame(bodies, [{ case: 'LH' }])
  t.strictSame(turn.memory, {}, 'the last action forgets all')
})
