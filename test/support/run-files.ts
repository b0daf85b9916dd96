import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './repository.ts'

const TIMEOUT = Number(process.env.TEST_TIMEOUT ?? 600) // seconds for one file
/** What a test file that replaces modules needs, and others do not wait for. */
const MOCKS = '--import=@tapjs/mock/import'

/** How the tests of one file ended. */
export interface FileResult {
  file: string
  passed: number
  failed: number
  seconds: number
  /** What it printed about tests that failed, empty when all passed. */
  trouble: string
}

/**
 * Runs test files as programs of their own, some at once, and keeps what each prints.
 *
 * The runner of tap would watch in each process which files it loads, and compile TypeScript there: that is half of the
 * time of a small test.
 */
export async function runFiles (
  files: readonly string[],
  { jobs, results, env, done }: {
    jobs: number, results: string, env: Readonly<Record<string, string>>, done: (result: FileResult) => void
  }
): Promise<FileResult[]> {
  const waiting = [...files]
  const all: FileResult[] = []
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file, join(results, `${file}.tap`), env)
      all.push(result)
      done(result)
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  return all
}

/** What a test file has become. */
function compiledFile (file: string): string {
  return join(root, 'dist', file.replace(/\.ts$/, '.js'))
}

async function runFile (file: string, output: string, env: Readonly<Record<string, string>>): Promise<FileResult> {
  const started = performance.now()
  const program = compiledFile(file)
  mkdirSync(dirname(output), { recursive: true })
  const kept = createWriteStream(output)
  const mocks = readFileSync(program, 'utf8').includes('t.mockImport(') ? [MOCKS] : []
  const child = spawn(process.execPath, ['--enable-source-maps', ...mocks, program],
    { cwd: root, env: { ...process.env, ...env, TAP_TIMEOUT: String(TIMEOUT) }, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(kept, { end: false })
  let errors = ''
  child.stderr.on('data', chunk => { errors += String(chunk) })
  const late = setTimeout(() => child.kill('SIGKILL'), (TIMEOUT + 30) * 1000)
  const [code, signal] = await once(child, 'close')
  clearTimeout(late)
  await new Promise<void>(resolve => { kept.end(resolve) })
  return {
    file,
    ...judge(readFileSync(output, 'utf8'), code === 0, `exit code ${code ?? signal}\n${errors}`),
    seconds: (performance.now() - started) / 1000
  }
}

/** A file passes when all its tests do, and it has some. */
function judge (printed: string, ended: boolean, errors: string): Omit<FileResult, 'file' | 'seconds'> {
  const [totals = ''] = /^# \{ total: .*\}$/m.exec(printed) ?? []
  const count = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(totals)?.[1] ?? 0)
  const [passed, failed] = [count('pass'), count('fail')]
  if (ended && failed === 0 && passed + count('skip') > 0) return { passed, failed, trouble: '' }
  return { passed, failed: Math.max(failed, 1), trouble: `${failuresIn(printed)}${errors}` }
}

/** The tests that failed, with what tap says about them, as it is printed. */
function failuresIn (printed: string): string {
  return [...printed.matchAll(/^( *)not ok .*(?:\n\1 {2}---\n(?:.*\n)*?\1 {2}\.\.\.)?/gm)].map(([text]) => `${text}\n`).join('')
}
