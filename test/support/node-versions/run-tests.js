import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const JOBS = '4' // at once: tests wait a lot
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs tests on a version of Node.js, which is also the one that the tests find when they start a program. */
export async function runTests ({ program, folder }, files, output) {
  const started = performance.now()
  const file = openSync(output, 'w')
  const args = ['--jobs', JOBS, ...(files.length > 0 ? files : ['--all'])]
  const child = spawn(program, [`${root}dist/test/support/run-tests.js`, ...args], {
    cwd: root,
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', file, file]
  })
  const [code] = await once(child, 'close')
  closeSync(file)

  const printed = readFileSync(output, 'utf8')
  const failed = [...printed.matchAll(/^FAIL +[\d.]+ s {2}(.*)$/gm)].map(([, name]) => name)
  if (code !== 0 && failed.length === 0) failed.push(`the runner, with exit code ${code}`)
  const [, passed = 0, notPassed = 0] = /(\d+) tests passed, (\d+) failed$/m.exec(printed) ?? []
  const skipped = [...printed.matchAll(/^(\d+)(?: tests were)? skipped/gm)].map(([, count]) => Number(count))
  return {
    passed: Number(passed),
    notPassed: Number(notPassed),
    skipped: skipped.reduce((sum, count) => sum + count, 0),
    failed,
    output,
    seconds: Math.round((performance.now() - started) / 1000)
  }
}
