import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { bot } from '../support/cli.ts'
import { collected } from '../support/collection.ts'

const { folder, skip } = collected('exports')
const exports = fileURLToPath(folder)

t.test('import prints a bot file and its report apart, or writes it; the exit code says whether ' +
  'something was lost', { skip }, async t => {
  const folder = t.testdir()
  const printed = await bot(['import', join(exports, 'getflightname')])
  t.match(printed, {
    code: 1,
    output: /^name: getflightname\n/,
    errors:
      /^taken: 1 intents, 9 expressions, 1 entities, 0 values, 1 skills\n[\s\S]*lost +bc\/bc.json#\/bot_versions\/0\/web_requests\/0 -> \/skills\/get-flight: the export has no address/
  })
  const out = join(folder, 'sizes.yml')
  const written = await bot(['import', join(exports, 'csv/parcel-sizes.csv'), '--language', 'fr', '--out', out])
  t.match(written, {
    code: 0,
    output: `taken: 0 intents, 0 expressions, 1 entities, 12 values, 1 skills; written to ${out}\n`,
    errors: ''
  })
  t.match(await readFile(out, 'utf8'), /extra large/)
  await writeFile(join(folder, 'cut.json'), '{"intents": [')
  t.match(await bot(['import', join(folder, 'cut.json')]), {
    code: 2,
    output: '',
    errors: 'bot-webhook: cut.json:1:14: the JSON ends too early: the file is cut, export or copy it once more\n'
  })
  t.match(await bot(['import']), { code: 2, errors: /give a zip, a folder, a JSON or a CSV/ })
  t.match(await bot(['import', join(exports, 'csv/parcel-sizes.csv'), '--out', folder]),
    { code: 2, errors: /cannot write/ })
})

t.test('export writes the files of a form; the exit code is 1 when it cannot hold all', async t => {
  const folder = t.testdir({
    'bot.yml': 'name: a\nlanguages: [en]\nintents: { greet: { description: Hi, expressions: { en: [hello] } } ' +
      '}\nskills: { a: {} }\n'
  })
  const file = join(folder, 'bot.yml')
  t.match(await bot(['export', file, '--to', 'dataset', '--out', join(folder, 'data')]),
    { code: 0, output: `1 files written to ${join(folder, 'data')}\n` })
  t.match(JSON.parse(await readFile(join(folder, 'data/dataset.json'), 'utf8')), { intents: [{ slug: 'greet' }] })
  t.match(await bot(['export', file, '--to', 'csv', '--out', join(folder, 'csv')]),
    { code: 1, output: /lost +\/intents\/greet: a CSV has no description/ })
  t.match(await bot(['export', file]), { code: 2, errors: /--to must be one of csv, dataset, rasa, dialogflow/ })
  t.match(await bot(['export']), { code: 2, errors: /give a bot file/ })
  t.match(await bot(['export', file, '--to', 'csv', '--out', file]), { code: 2, errors: /cannot write/ })
})

t.test('an entity may be given as JSON, and a number has its scalar', async t => {
  const { readEntities } = await import('../../lib/cli/nlu-override.ts')
  t.strictSame(readEntities(['number=5', 'place="New York"', 'place={"raw":"Lyon","lat":45.7}']),
    { number: ['5'], place: ['New York', { raw: 'Lyon', lat: 45.7 }] })
  t.throws(() => readEntities(['place=[1]']),
    { message: /the entity place looks like JSON, and is no object and no list of objects/ })
  t.throws(() => readEntities(['place={"raw":']), { message: /is no object and no list of objects/ })
})
