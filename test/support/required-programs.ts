import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

// Programs that some tests start, and that a new machine does not have.

interface Program {
  readonly title: string
  /** Debian's packages that install it. */
  readonly packages: readonly string[]
  readonly isInstalled: () => boolean
}

/** The browser without its windows takes half of the time. */
const BROWSERS = [process.env.CHROMIUM ?? '', '/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
/** Undefined when none is installed. */
export const CHROMIUM = BROWSERS.find(file => existsSync(file))
export const PYTHON = '/usr/bin/python3' // Debian's own: another one does not find Debian's packages
const POSTGRES_VERSIONS = '/usr/lib/postgresql'

export const programs = {
  chromium: {
    title: 'Chromium',
    packages: ['chromium-headless-shell', 'fonts-dejavu-core'],
    isInstalled: () => CHROMIUM !== undefined
  },
  postgresql: { title: 'PostgreSQL', packages: ['postgresql'], isInstalled: () => postgresFolder() !== undefined },
  flask: { title: 'Flask', packages: ['python3-flask'], isInstalled: () => succeeds(PYTHON, '-c', 'import flask') },
  sinatra: {
    title: 'Sinatra',
    packages: ['ruby-sinatra'],
    isInstalled: () => succeeds('ruby', '-e', "require 'sinatra/base'; require 'webrick'")
  },
  php: { title: 'PHP', packages: ['php-cli'], isInstalled: () => succeeds('php', '--version') },
  slim: {
    title: 'Slim',
    packages: ['php-slim', 'php-slim-psr7'],
    isInstalled: () => existsSync('/usr/share/php/Slim/autoload.php')
  },
  xmllint: { title: 'xmllint', packages: ['libxml2-utils'], isInstalled: () => succeeds('xmllint', '--version') },
  curl: { title: 'curl', packages: ['curl'], isInstalled: () => succeeds('curl', '--version') },
  openssl: { title: 'OpenSSL', packages: ['openssl'], isInstalled: () => succeeds('openssl', 'version') }
} satisfies Readonly<Record<string, Program>>

export type ProgramName = keyof typeof programs

/** Where a run of all tests keeps the names of what is missing, so that not every test file has to look. */
export const MISSING_VARIABLE = 'BOT_TESTS_MISSING'

/** All programs that are not installed. */
export function findMissing (): ProgramName[] {
  return (Object.keys(programs) as ProgramName[]).filter(name => !programs[name].isInstalled())
}

/**
 * Why tests that start some programs are skipped, for the option `skip` of a test; false when all are installed.
 *
 * @throws when one is missing on a CI machine, where nothing is skipped
 */
export function skipWithout (...names: readonly ProgramName[]): string | false {
  const missing = names.filter(name => !isInstalled(name))
  if (missing.length === 0) return false
  const reason = `needs ${titlesOf(missing)}`
  if (process.env.CI === 'true') throw new Error(`${reason}, and CI=true: ${installCommand(missing)}`)
  return reason
}

/** The command that installs programs on Debian and Ubuntu. */
export function installCommand (names: readonly ProgramName[]): string {
  return `apt-get install --no-install-recommends ${names.flatMap(name => programs[name].packages).join(' ')}`
}

export function titlesOf (names: readonly ProgramName[]): string {
  return new Intl.ListFormat('en').format(names.map(name => programs[name].title))
}

/** The folder of PostgreSQL's programs, of the newest version that is installed. */
export function postgresFolder (): string | undefined {
  const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a)).find(version =>
    existsSync(join(POSTGRES_VERSIONS, version, 'bin/initdb')))
  return newest === undefined ? undefined : join(POSTGRES_VERSIONS, newest, 'bin')
}

function isInstalled (name: ProgramName): boolean {
  const missing = process.env[MISSING_VARIABLE]
  return missing === undefined ? programs[name].isInstalled() : !missing.split(',').includes(name)
}

function succeeds (command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
