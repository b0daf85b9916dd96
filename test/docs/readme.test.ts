import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../..', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const examples = readdirSync(new URL('examples', root), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => readFileSync(new URL(`examples/${name}`, root), 'utf8'))

t.test('every sample of the README is part of an example', t => {
  const samples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, sample = '']) => sample)
  t.ok(samples.length > 5)
  for (const sample of samples) t.ok(examples.some(example => example.includes(sample)), sample)
  t.end()
})

t.test('every part of a bot file in the README is part of the example', t => {
  const file = readFileSync(new URL('examples/bot.yml', root), 'utf8')
  const samples = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, sample = '']) => sample)
  t.ok(samples.length > 0)
  for (const sample of samples) t.ok(file.includes(sample), sample)
  t.end()
})

t.test('every option of the README exists, with its default, and none is missing', async t => {
  const { readBotOptions } = await import('../../lib/bot/options.ts')
  const settings = readBotOptions({ auth: false }) as unknown as Record<string, unknown>
  const rows = [...readme.matchAll(/^\| `(\w+)` \| `([^`]+)` \| /gm)].map(([, name = '', value = '']) => [name, value])
  for (const [name = '', value = ''] of rows.filter(([name]) => name !== 'errorsAuth' && name !== 'channels')) {
    t.equal(value.replaceAll(/[[\]']/g, ''), String(settings[name]), name)
  }
  t.strictSame(rows.map(([name]) => name), ['errorsAuth', 'path', 'errorsPath', 'methods', 'handlerTimeout', 'bodyLimit', 'memoryLimit', 'channels', 'repair', 'once'])
})

t.test('files that the README links to are there', t => {
  for (const [, path = ''] of readme.matchAll(/\]\(([\w./-]+)\)/g)) t.ok(existsSync(new URL(path, root)), path)
  t.end()
})

t.test('every code of a finding is in the README, and none that does not exist', t => {
  const rooms = new URL('lib/replies/', root)
  const sources = readdirSync(rooms, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => readFileSync(new URL(name, rooms), 'utf8'))
  const told = [...readme.slice(readme.indexOf('| codes of findings |'), readme.indexOf('## A route')).matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code)
  const found = [...sources.join().matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code]) => code).filter(code => code !== 'BUTTON_TYPE')
  t.strictSame(told.sort(), [...new Set(found)].sort())
  t.end()
})
