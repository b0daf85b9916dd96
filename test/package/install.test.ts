import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { root } from '../support/repository.ts'

// The package as npm packs it, in apps that have other versions of what it can use. Needs the npm registry.

const others = { marked: '15', 'pg-boss': '10', 'lit-html': '2', yaml: '1', pg: '7', jose: '4' }
const { NODE_OPTIONS, ...env } = process.env // those of this runner are not npm's

async function run (command: string, args: string[], cwd: string): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd, env, maxBuffer: 2 ** 26 })).stdout
}

const folder = mkdtempSync(join(tmpdir(), 'bot-install-'))
t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
const packed = JSON.parse(await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
const tarball = join(folder, packed[0].filename)

for (const major of ['10', '11']) {
  t.test(`npm ${major} installs it beside other versions of the packages that it can use`, {
    timeout: 1_200_000
  }, async t => {
    const npm = t.testdir()
    await run('npm',
      ['install', '--prefix', npm, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `npm@${major}`], npm)
    const app = mkdtempSync(join(folder, `npm-${major}-`))
    const dependencies = { fastify: '5', '@sinclair/typebox': '0.34', ...others }
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', dependencies }))
    const program = join(npm, 'node_modules/npm/bin/npm-cli.js')
    t.match(await run(process.execPath, [program, '--version'], app), new RegExp(`^${major}\\.`))
    await run(process.execPath,
      [program, 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', tarball], app)
    const { packages } = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8'))
    for (const [name, version] of Object.entries(others)) {
      t.match(packages[`node_modules/${name}`].version, new RegExp(`^${version}\\.`), name)
    }
    t.match(packages['node_modules/fastify-bot-webhook'], { version: packed[0].version })
  })
}
