import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { FST_BOT_PACKAGE_MISSING, FST_BOT_PACKAGE_UNSUPPORTED } from '../errors.ts'

/** What needs optional packages. */
export interface PackageUse {
  /** As the message says it: `the playground`. */
  readonly what: string
  /** All packages that it needs: one command installs them. */
  readonly packages: readonly string[]
  /** Whether it runs in production, too. */
  readonly production: boolean
}

/**
 * The oldest version that works; later ones of the same major version do, too. A prefix stands for several packages.
 */
const OLDEST: ReadonlyArray<[prefix: string, version: string]> = [
  ['@dagrejs/dagre', '3.1.0'],
  ['@electric-sql/pglite', '0.5.16'],
  ['@fastify/cors', '11.4.3'],
  ['@fastify/rate-limit', '11.2.0'],
  ['@microsoft/recognizers-text-suite', '1.3.0'],
  ['@nlpjs/', '4.26.0'],
  ['csv-parse', '7.0.0'],
  ['handlebars', '4.7.8'],
  ['jose', '6.2.0'],
  ['lit-html', '3.3.0'],
  ['marked', '18.0.0'],
  ['pg', '8.23.1'],
  ['tsx', '4.20.0'],
  ['yaml', '2.4.0'],
  ['yauzl', '3.2.0']
]

/**
 * Imports an optional package.
 *
 * @throws FST_BOT_PACKAGE_MISSING, FST_BOT_PACKAGE_UNSUPPORTED with the command that installs what is needed
 */
export async function importOptionalPackage<M> (
  name: string, use: PackageUse, load: (name: string) => Promise<unknown> = name => import(name)
): Promise<M> {
  checkVersion(name, use)
  try {
    return (await load(name)) as M
  } catch (error) {
    if (/^Cannot find (package|module)/.test((error as Error).message)) throw packageMissing(name, use)
    throw error
  }
}

/**
 * Checks which version of an optional package is installed. Where none is found, importing it says so.
 *
 * @param from the file that imports it
 * @throws FST_BOT_PACKAGE_UNSUPPORTED
 */
export function checkVersion (name: string, use: PackageUse, from: string = import.meta.url): void {
  const file = findManifest(name, from)
  if (file === undefined) return
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  const oldest = oldestOf(name)
  if (!isSupported(version, oldest)) {
    throw new FST_BOT_PACKAGE_UNSUPPORTED(name, version, use.what, `${oldest} or a later ${lineOf(oldest)}`,
      installCommand(use))
  }
}

/** @param from the file that would import it */
export function isInstalled (name: string, from: string = import.meta.url): boolean {
  return findManifest(name, from) !== undefined
}

function findManifest (name: string, from: string): string | undefined {
  const folders = createRequire(from).resolve.paths(name) as string[] // null for modules of Node.js only
  return folders.map(folder => join(folder, name, 'package.json')).find(file => existsSync(file))
}

export function packageMissing (name: string, use: PackageUse): Error {
  return new FST_BOT_PACKAGE_MISSING(name, use.what, installCommand(use))
}

/** The versions of an optional package that work, as npm writes them. */
export function rangeOf (name: string): string {
  return `^${oldestOf(name)}`
}

/** The command that installs optional packages, in versions that work. */
export function installCommand ({ packages, production }: Omit<PackageUse, 'what'>): string {
  const versioned = packages.map(name => `${name}@${lineOf(oldestOf(name))}`)
  return `npm install ${production ? '--save' : '--save-dev'} ${versioned.join(' ')}`
}

function oldestOf (name: string): string {
  return (OLDEST.find(([prefix]) => name.startsWith(prefix)) as [string, string])[1]
}

/** The part of a version that stays the same where nothing breaks: `18`, or `0.5`. */
function lineOf (version: string): string {
  const [major, minor] = version.split('.')
  return major === '0' ? `0.${minor}` : String(major)
}

function isSupported (version: string, oldest: string): boolean {
  if (lineOf(version) !== lineOf(oldest)) return false
  const [own, least] = [numbersOf(version), numbersOf(oldest)]
  const differs = own.findIndex((number, index) => number !== least[index])
  return differs === -1 || Number(own[differs]) > Number(least[differs])
}

function numbersOf (version: string): number[] {
  return version.split('.', 3).map(part => parseInt(part))
}
