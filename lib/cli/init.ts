import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { isInstalled } from '../shared/optional-package.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { completePackageJson, ownVersion, type PackageJson, type PackageVersions } from './init/package-json.ts'
import {
  botFile, botSource, conversation, gitignore, serverSource, testSource, tsconfig
} from './init/templates.ts'
import type { Io } from './io.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  ts: { type: 'boolean', description: 'in TypeScript; default: JavaScript' },
  'no-install': { type: 'boolean', description: 'leaves npm install to you' }
} as const

export const init: Command = {
  usage: 'init [folder] [options]',
  description: `Makes a new bot in a folder, by default in this one: a bot with two skills, its bot file, a test and a
conversation that pass, and a package.json with the scripts dev, chat, test and check. All packages they need are
installed in one step. No file that is there is overwritten.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values: { ts = false, 'no-install': noInstall = false }, positionals } = readArguments(flags, 1, args)
  const folder = resolve(positionals[0] ?? '.')
  const extension = ts ? 'ts' : 'js'
  const files = new Map([
    [`bot.${extension}`, botSource(ts)],
    [`server.${extension}`, serverSource(extension)],
    ['bot.yml', botFile],
    [`bot.test.${extension}`, testSource(extension)],
    ['conversations/opening-hours.json', conversation],
    ...(ts ? [['tsconfig.json', tsconfig] as const] : [])
  ])
  const taken = [...files.keys()].filter(name => existsSync(join(folder, name)))
  if (taken.length > 0) {
    throw new UsageError(
      `${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already: nothing was written; give another folder`
    )
  }
  const given = readPackageJson(join(folder, 'package.json'))
  if (!existsSync(join(folder, '.gitignore'))) files.set('.gitignore', gitignore)
  const made = completePackageJson(given, nameOf(folder), versionsFor(folder), ts)
  files.set('package.json', `${JSON.stringify(made, null, 2)}\n`)

  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  io.output.write(`wrote ${[...files.keys()].join(', ')}\n`)
  const missing = Object.keys({ ...made.dependencies, ...made.devDependencies })
    .filter(name => !isInstalled(name, join(folder, 'package.json')))
  if (missing.length > 0 && !noInstall && !await install(folder, io)) {
    io.errors.write('npm install failed: run it again, then npm test\n')
    return 1
  }
  const go = folder === process.cwd() ? '' : `cd ${relative('', folder)} && `
  const first = missing.length > 0 && noInstall ? 'npm install && ' : ''
  io.output.write(`\n${go}${first}npm run dev     talk to it in a browser, while you change it\n${go}${first}npm ` +
    'test        have its conversations\n')
  return 0
}

function readPackageJson (file: string): PackageJson {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageJson
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`)
  }
}

/** As npm wants it. */
function nameOf (folder: string): string {
  return basename(folder).toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'my-bot'
}

function versionsFor (folder: string): PackageVersions {
  const file = createRequire(import.meta.url).resolve('fastify-bot-webhook/package.json')
  const { version, peerDependencies } = JSON.parse(readFileSync(file, 'utf8'))
  const { fastify, '@sinclair/typebox': typebox } = peerDependencies
  const runtime = { fastify, '@sinclair/typebox': typebox }
  return { own: ownVersion(file, version, folder), runtime }
}

async function install (folder: string, io: Io): Promise<boolean> {
  const npm = spawn('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32'
  })
  npm.stdout.on('data', chunk => { io.output.write(chunk) })
  npm.stderr.on('data', chunk => { io.errors.write(chunk) })
  const [code] = await once(npm, 'close')
  return code === 0
}
