import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { bringBot, takeOut } from '../../examples/import.ts'
import { checkBotFile, exportBot } from '../../lib/platform/index.ts'
import { repository } from '../support/repository.ts'

const example = (name: string) => fileURLToPath(new URL(`examples/${name}`, repository))

t.test('the bot files of the examples have no mistake', async t => {
  for (const name of ['bot.yml', 'api.yml', 'serve/bot.yml', 'replicas/bot.yml']) {
    t.strictSame(await checkBotFile(readFileSync(example(name), 'utf8'), name), [], name)
  }
})

t.test('what was exported is brought back as a bot file, and taken out as CSV files', async t => {
  const folder = t.testdir({})
  const { files: [dataset] } = await exportBot(example('bot.yml'), 'dataset')
  const exported = join(folder, 'dataset.json')
  writeFileSync(exported, dataset?.text ?? '')
  const { counts } = await bringBot(exported, folder)
  t.match(counts, { intents: Number })
  t.strictSame(await checkBotFile(readFileSync(join(folder, 'bot.yml'), 'utf8'), 'bot.yml'), [])
  await takeOut(exported, folder)
  t.match(readFileSync(join(folder, 'intents/order-report.csv'), 'utf8'), /report/)
})
