import { accessSync, constants, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { publint } from 'publint'
import t from 'tap'
import { entries, folder, manifest, modules, pack, packed, project, run, tsc } from '../support/packed-project.ts'
import { root } from '../support/repository.ts'

// What is published, as npm packs it: `npm test` has built it just before.

t.setTimeout(900_000) // milliseconds: a build, a compilation and other programs, on a machine that may be busy

/** Files that may be published. Whatever else npm would take with it fails the test. */
const allowed = [
  /^docs\/[\w/-]+\.md$/,
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|openapi\.yaml)$/,
  /^dist\/(lib|schemas)\/[\w/-]+\.(js|d\.ts)(\.map)?$/,
  /^(lib|schemas)\/[\w/-]+\.ts$/, // what the source maps lead to
  /^examples\/[\w/-]+\.(js|ts|yml|yaml|sh)$/,
  /^examples\/(replicas|serve)\/(Caddyfile|Dockerfile)$/,
  /^lib\/(web\/assets|[\w/-]+\/page)\/[\w-]+\.(html|css|js|svg)$/ // pages for the browser
]

t.test('what is published is on the list, and all that it leads to is there', async t => {
  const { files } = await packed
  for (const file of files) t.ok(allowed.some(pattern => pattern.test(file)), file)
  for (const pattern of allowed) t.ok(files.some(file => pattern.test(file)), String(pattern))
  const leadsTo = JSON.stringify([manifest.exports, manifest.bin]).match(/dist\/[^"]+/g) ?? []
  t.ok(leadsTo.length > 10)
  for (const file of leadsTo) t.ok(files.includes(file), file)
  for (const map of files.filter(file => file.endsWith('.map'))) {
    const { sources }: { sources: string[] } = JSON.parse(readFileSync(join(root, map), 'utf8'))
    for (const source of sources) t.ok(files.includes(join(dirname(map), source)), `${map}: ${source}`)
  }
})

t.test('the program can be started as one after each build', t => {
  for (const program of Object.values(manifest.bin)) {
    t.doesNotThrow(() => { accessSync(join(root, program), constants.X_OK) }, program)
  }
  t.end()
})

t.test('publint has nothing to say', async t => {
  const { buffer } = readFileSync((await packed).tarball)
  const { messages } = await publint({ pack: { tarball: buffer as ArrayBuffer }, strict: true })
  t.strictSame(messages, [])
})

t.test('the types are found by whoever finds the code', async t => {
  const { tarball } = await packed
  const program = join(modules, '@arethetypeswrong/cli/dist/index.js')
  const { analysis, problems = {} } = JSON.parse(await run(process.execPath,
    [program, tarball, '--profile', 'esm-only', '--format', 'json'], root))
  t.strictSame(Object.keys(analysis.entrypoints).length, entries.length + 1, 'it looks at every entry')
  t.strictSame(Object.keys(problems).filter(kind => kind !== 'NoResolution' && kind !== 'CJSResolvesToESM'), [])
})

t.test('npm pack in a fresh clone builds first, and gives the same package, to the byte', async t => {
  const copy = folder(t)
  const tracked = (await run('git', ['ls-files'], root)).trim().split('\n')
  for (const file of tracked.filter(file =>
    /^(lib|schemas|examples|docs|\.ci)\/|^test\/(stress|support)\/|^[^/]+$/.test(file))) {
    cpSync(join(root, file),
      join(copy, file))
  }
  symlinkSync(modules, join(copy, 'node_modules'))
  t.equal((await pack(copy, copy)).integrity, (await packed).integrity, 'if not: `npm run build`, and try again')
})

const compilerOptions = {
  module: 'nodenext',
  target: 'es2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  types: ['node']
}
const call = '{ method: \'POST\', url: \'/\', payload: { conversation: { skill: \'greet\', memory: { name: ' +
  '\'Ada\' } } } }'

const strict = entries

t.test('a new project in TypeScript compiles, strictly, and runs with every entry', async t => {
  const path = await project(t, 'module')
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
  writeFileSync(join(path, 'main.ts'), `
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import botWebhook, { text } from 'fastify-bot-webhook'
${strict.map((entry, index) => `import * as entry${index} from '${entry}'`).join('\n')}
const entries: object[] = [${strict.map((_, index) => `entry${index}`).join()}]
const app = Fastify()
await app.register(botWebhook, { auth: false })
const memory = Type.Object({ name: Type.String() })
app.bot.skill('greet', { memory }, ({ memory }) => text('Hello ' + memory.name.toUpperCase()))
// @ts-expect-error a text is a string
app.bot.skill('wrong', () => text(5))
console.log((await app.inject(${call})).body)
console.log(entries.filter(entry => Object.keys(entry).length > 0).length)
`)
  await run(process.execPath, [tsc], path)
  const [answer = '', count] = (await run(process.execPath, ['main.js'], path)).trim().split('\n')
  t.same(JSON.parse(answer),
    { replies: [{ type: 'text', content: 'Hello ADA' }], conversation: { memory: { name: 'Ada' } } })
  t.equal(Number(count), entries.length)
})

t.test('a new project in CommonJS runs with every entry', async t => {
  const path = await project(t, 'commonjs')
  writeFileSync(join(path, 'main.js'), `
const Fastify = require('fastify')
const botWebhook = require('fastify-bot-webhook')
const entries = [${entries.map(entry => `require('${entry}')`).join()}]
const { text } = botWebhook
async function main () {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  app.bot.skill('greet', ({ memory }) => text('Hello ' + memory.name))
  console.log((await app.inject(${call})).body)
}
main().then(() => { console.log(entries.filter(entry => Object.keys(entry).length > 0).length) })
`)
  const [answer = '', count] = (await run(process.execPath, ['main.js'], path)).trim().split('\n')
  t.same(JSON.parse(answer).replies, [{ type: 'text', content: 'Hello Ada' }])
  t.equal(Number(count), entries.length)
})

t.test('the program runs', async t => {
  const path = await project(t, 'commonjs')
  for (const program of Object.values(manifest.bin)) {
    t.match(await run(process.execPath, [join('node_modules', manifest.name, program), '--version'], path),
      manifest.version)
  }
})
