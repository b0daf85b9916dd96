import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { longTests } from './long-tests.ts'
import { pendingTests } from './pending-tests.ts'
import { findMissing, installCommand, MISSING_VARIABLE, titlesOf, type ProgramName } from './required-programs.ts'
import { countSkipped } from './skipped-tests.ts'

// What `npm test` and `npm run test:all` start, as it is built. It looks once for the programs that tests need, gives
// the tests a temp folder of their own, and says at the end what was left out.

const USAGE = `Usage: npm test -- [files]          tests that take long are left out
       npm run test:all             all tests
       npm run coverage             all tests, and the lines that none of them runs`

const root = fileURLToPath(new URL('../../..', import.meta.url)) // seen from dist
const COMPILE_CACHE = /^(v8|node)-compile-cache/ // of a library that tap uses
const results = join(root, '.tap/test-results')

async function runTests (): Promise<number> {
  const { all, coverage, files } = readArguments()
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
    const code = await runTap([...coverageOf(coverage), ...jobsOf(all), ...filesOf(all, files)],
      { TMPDIR: temp, [MISSING_VARIABLE]: missing.join() })
    return tellLeftOvers(temp) && code === 0 ? 1 : code
  } finally {
    rmSync(temp, { recursive: true, force: true })
    tellLeftOut(missing, !all && files.length === 0)
  }
}

function readArguments (): { all: boolean, coverage: boolean, files: string[] } {
  try {
    const { values: { all = false, coverage = false }, positionals: files } =
      parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' }, coverage: { type: 'boolean' } } })
    return { all: all || coverage, coverage, files }
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
function jobsOf (all: boolean): string[] {
  return all ? ['--jobs=3'] : []
}

function filesOf (all: boolean, files: readonly string[]): readonly string[] {
  if (files.length > 0) return files.flatMap(file => file === 'pending' ? pendingTests : [file])
  for (const file of [...longTests, ...pendingTests]) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is on a list of tests, and is not there`)
  }
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .map(file => `test/${file}`)
    .filter(file => (all || !longTests.includes(file)) && !pendingTests.includes(file))
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

function tellLeftOut (missing: readonly ProgramName[], withoutLong: boolean): void {
  if (pendingTests.length > 0) {
    console.log(`\n${pendingTests.length} test files are pending and were left out (npm run test:pending): ` +
      `${pendingTests.join(', ')}`)
  }
  let forPrograms = 0
  for (const [reason, count] of countSkipped(results)) {
    if (reason.startsWith('needs ')) forPrograms += count
    else console.log(`\n${count} skipped: ${reason}`)
  }
  if (withoutLong) console.log(`\n${longTests.length} test files that take long were left out: npm run test:all`)
  if (missing.length > 0) {
    console.log(`\n${forPrograms} tests were skipped, because ${titlesOf(missing)} ` +
      `${missing.length === 1 ? 'is' : 'are'} not installed. As root on Debian or Ubuntu:`)
    console.log(`  ${installCommand(missing)}`)
  }
}

process.exitCode = await runTests()
