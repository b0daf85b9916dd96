import { execFile } from 'node:child_process'
import {
  accessSync, constants, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import t, { type Test } from 'tap'

// What is published, as npm packs it: `npm test` has built it just before.

t.setTimeout(900_000) // milliseconds: a build, a compilation and other programs, on a machine that may be busy

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = join(root, 'node_modules')

interface Manifest {
  name: string
  version: string
  exports: Record<string, unknown>
  bin: Record<string, string>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
}
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = Object.keys(manifest.exports).filter(entry => entry !== './package.json').map(entry =>
  join(manifest.name, entry))

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

/** Runs a program. Fails with what it printed. */
async function run (command: string, args: string[], cwd: string): Promise<string> {
  const { NODE_OPTIONS, ...env } = process.env // those of this runner are not its
  try {
    return (await promisify(execFile)(command, args, { cwd, env })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string, stderr: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

/** A folder outside of this one, so that nothing is found by accident. */
function folder (t: Pick<Test, 'teardown'>): string {
  const path = mkdtempSync(join(tmpdir(), 'bot-webhook-'))
  t.teardown(() => { rmSync(path, { recursive: true }) })
  return path
}

interface Packed { tarball: string, integrity: string, files: string[] }

/** @param flags for npm: without scripts what was built is packed, else it is built first */
async function pack (from: string, to: string, ...flags: string[]): Promise<Packed> {
  const printed = await run('npm', ['pack', '--json', ...flags, '--pack-destination', to], from)
  // after what the build prints
  const [{ filename, integrity, files }] = JSON.parse(printed.slice(printed.indexOf('[\n')))
  return { tarball: join(to, filename), integrity, files: files.map(({ path }: { path: string }) => path) }
}

/** A project with the package as it is published and what npm would install with it, and nothing besides. */
async function project (t: Pick<Test, 'teardown'>, type: 'module' | 'commonjs'): Promise<string> {
  const { tarball } = await packed
  const path = folder(t)
  const installed = join(path, 'node_modules', manifest.name)
  mkdirSync(installed, { recursive: true })
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', installed], path)
  const required = Object.keys(manifest.peerDependencies).filter(name =>
    manifest.peerDependenciesMeta[name]?.optional !== true)
  for (const name of [...Object.keys(manifest.dependencies), ...required, '@types/node']) {
    const link = join(path, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(modules, name), link)
  }
  writeFileSync(join(path, 'package.json'), JSON.stringify({ type }))
  return path
}

const packed = pack(root, folder(t), '--ignore-scripts')

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
  await run(process.execPath, [join(modules, 'typescript/bin/tsc')], path)
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
