import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { longTests } from './long-tests.ts'
import { findMissing, installCommand, MISSING_VARIABLE, titlesOf, type ProgramName } from './required-programs.ts'
import { countSkipped } from './skipped-tests.ts'
import { slowestTests } from './slowest-tests.ts'

// What `npm test` and `npm run test:all` start, as it is built. It looks once for the programs that tests need, gives
// the tests a temp folder of their own, and says at the end what was left out.

const USAGE = `Usage: npm test -- [files]          tests that take long are left out
       npm run test:most            all but the slowest
       npm run test:all             all tests
       npm run coverage             all tests, and the lines that none of them runs`

const root = fileURLToPath(new URL('../../..', import.meta.url)) // seen from dist
const COMPILE_CACHE = /^((v8|node)-compile-cache|tsx-\d+$|jiti$)/ // of tap, and of what runs TypeScript
const results = join(root, '.tap/test-results')

async function runTests (): Promise<number> {
  const { all, most, coverage, files } = readArguments()
  const missing = findMissing()
  if (missing.length > 0) {
    console.log(`Not installed: ${titlesOf(missing)}. Tests that need them are skipped.`)
    if (process.env.CI === 'true') {
      console.error(`With CI=true no test is skipped. Install what is missing:\n  ${installCommand(missing)}`)
      return 1
    }
  }
  const temp = mkdtempSync(join(tmpdir(), 'bot-tests-'))
  chmodSync(temp, 0o755) // PostgreSQL runs as another user
  rmSync(results, { recursive: true, force: true })
  try {
    const code = await runTap([...coverageOf(coverage), ...jobsOf(all || most), ...filesOf({ all, most, files })],
      { TMPDIR: temp, [MISSING_VARIABLE]: missing.join() })
    return tellLeftOvers(temp) && code === 0 ? 1 : code
  } finally {
    rmSync(temp, { recursive: true, force: true })
    if (files.length === 0 && !all) tellLongTests(most ? slowestTests : longTests)
    tellLeftOut(missing)
  }
}

function readArguments (): { all: boolean, most: boolean, coverage: boolean, files: string[] } {
  try {
    const flag = { type: 'boolean', default: false } as const
    const { values: { all, most, coverage }, positionals: files } =
      parseArgs({ allowPositionals: true, options: { all: flag, most: flag, coverage: flag } })
    return { all: all || coverage, most, coverage, files }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

/** Lines that no test runs are listed. It makes all of them slower. */
function coverageOf (coverage: boolean): string[] {
  return [coverage ? '--allow-incomplete-coverage' : '--disable-coverage']
}

/** Many of the long tests wait most of the time. */
function jobsOf (long: boolean): string[] {
  return long ? ['--jobs=3'] : []
}

function filesOf ({ all, most, files }: { all: boolean, most: boolean, files: readonly string[] }): readonly string[] {
  if (files.length > 0) return files
  for (const file of longTests) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is on a list of tests, and is not there`)
  }
  const left = all ? [] : most ? slowestTests : longTests
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .map(file => `test/${file}`)
    .filter(file => !left.includes(file))
    .sort()
}

async function runTap (args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'node_modules/tap/dist/esm/run.mjs'), ...args],
    { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' })
  process.on('SIGINT', () => {}) // tap has it, too, and ends
  process.on('SIGTERM', () => { child.kill('SIGTERM') })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

/** Says which files the tests have left in their temp folder. @returns whether there are any */
function tellLeftOvers (temp: string): boolean {
  const left = readdirSync(temp).filter(file => !COMPILE_CACHE.test(file))
  if (left.length > 0) {
    console.error(`\nLeft in the temp folder by tests, which is a mistake of theirs: ${left.join(', ')}`)
  }
  return left.length > 0
}

function tellLongTests (left: readonly string[]): void {
  console.log(`\n${left.length} test files that take long were left out (npm run test:all): ${left.join(', ')}`)
}

function tellLeftOut (missing: readonly ProgramName[]): void {
  let forPrograms = 0
  for (const [reason, count] of countSkipped(results)) {
    if (reason.startsWith('needs ')) forPrograms += count
    else console.log(`\n${count} skipped: ${reason}`)
  }
  if (missing.length > 0) {
    console.log(`\n${forPrograms} tests were skipped, because ${titlesOf(missing)} ` +
      `${missing.length === 1 ? 'is' : 'are'} not installed. As root on Debian or Ubuntu:`)
    console.log(`  ${installCommand(missing)}`)
  }
}

process.exitCode = await runTests()
