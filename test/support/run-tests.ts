import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { longTests } from './long-tests.ts'
import { findMissing, installCommand, MISSING_VARIABLE, titlesOf, type ProgramName } from './required-programs.ts'
import { root } from './repository.ts'
import { runFiles, type FileResult } from './run-files.ts'
import { countSkipped } from './skipped-tests.ts'

// What `npm test` and `npm run test:all` start, as it is built. It looks once for the programs that tests need, gives
// the tests a temp folder of their own, and says at the end what was left out.

const USAGE = `Usage: npm test -- [--jobs N] [files]   tests that take long are left out
       npm run test:all                all tests

  --jobs N   how many files run at once, 3 by default`

const COMPILE_CACHE = /^((v8|node)-compile-cache|tsx-\d+$|jiti$)/ // of tap, and of what runs TypeScript
const results = join(root, '.tap/test-results')

interface Arguments { all: boolean, jobs: number, files: string[] }

async function runTests (): Promise<number> {
  const { all, jobs, files } = readArguments()
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
  const env = { TMPDIR: temp, [MISSING_VARIABLE]: missing.join() }
  try {
    const chosen = files.length > 0 ? files : listFiles(all)
    const passed = await run(chosen, jobs, env)
    return passed && !tellLeftOvers(temp) ? 0 : 1
  } finally {
    rmSync(temp, { recursive: true, force: true })
    if (files.length === 0 && !all) tellLeftOutFiles()
    tellLeftOut(missing)
  }
}

function readArguments (): Arguments {
  try {
    const { values: { all, jobs }, positionals: files } = parseArgs({
      allowPositionals: true,
      options: { all: { type: 'boolean', default: false }, jobs: { type: 'string', default: '3' } }
    })
    if (!/^[1-9]\d?$/.test(jobs)) throw new Error(`--jobs: '${jobs}' is no number from 1 to 99`)
    for (const file of files) {
      if (!existsSync(join(root, file))) throw new Error(`${file} is not there`)
      if (!file.endsWith('.test.ts')) throw new Error(`${file} is no test: their names end in .test.ts`)
    }
    return { all, jobs: Number(jobs), files }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

/** Those that take long come first, so that none of them runs alone at the end. */
function listFiles (all: boolean): readonly string[] {
  for (const file of longTests) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is on a list of tests, and is not there`)
  }
  const others = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts') && !file.includes('node_modules')) // fixtures install packages
    .map(file => `test/${file}`)
    .filter(file => !longTests.includes(file))
    .sort()
  return all ? [...longTests, ...others] : others
}

async function run (files: readonly string[], jobs: number, env: Record<string, string>): Promise<boolean> {
  const started = performance.now()
  const all = await runFiles(files, { jobs, results, env, done: tellResult })
  const sum = (key: 'passed' | 'failed'): number => all.reduce((total, result) => total + result[key], 0)
  const failed = all.filter(({ trouble }) => trouble !== '').map(({ file }) => file)
  console.log(`\n${files.length} files in ${Math.round((performance.now() - started) / 1000)} s: ` +
    `${sum('passed')} tests passed, ${sum('failed')} failed`)
  if (failed.length > 0) console.log(`Failed: ${failed.join(' ')}`)
  return failed.length === 0
}

function tellResult ({ file, seconds, trouble }: FileResult): void {
  console.log(`${trouble === '' ? 'ok  ' : 'FAIL'} ${seconds.toFixed(1).padStart(6)} s  ${file}`)
  if (trouble !== '') console.log(trouble)
}

/** Says which files the tests have left in their temp folder. @returns whether there are any */
function tellLeftOvers (temp: string): boolean {
  const left = readdirSync(temp).filter(file => !COMPILE_CACHE.test(file))
  if (left.length > 0) {
    console.error(`\nLeft in the temp folder by tests, which is a mistake of theirs: ${left.join(', ')}`)
  }
  return left.length > 0
}

function tellLeftOutFiles (): void {
  const names = longTests.join(', ')
  console.log(`\n${longTests.length} test files that take long were left out (npm run test:all): ${names}`)
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
