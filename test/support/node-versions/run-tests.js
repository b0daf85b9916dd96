import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs tests on a version of Node.js, which is also the one that the tests find when they start a program. */
export async function runTests ({ program, folder }, files, output) {
  const started = performance.now()
  const file = openSync(output, 'w')
  const child = spawn(program, [
    `${root}node_modules/tap/dist/esm/run.mjs`, '--disable-coverage', '--reporter=tap', ...files
  ], {
    cwd: root,
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', file, file]
  })
  const [code] = await once(child, 'close')
  closeSync(file)

  const printed = readFileSync(output, 'utf8')
  const failed = [...printed.matchAll(/^not ok \d+ - (.*?)(?: # .*)?$/gm)].map(([, name]) => name)
  if (code !== 0 && failed.length === 0) failed.push(`tap itself, with exit code ${code}`)
  const [totals = ''] = printed.match(/^# \{ total: .*\}$/m) ?? []
  const count = name => Number(new RegExp(`\\b${name}: (\\d+)`).exec(totals)?.[1] ?? 0)
  return {
    passed: count('pass'),
    notPassed: count('fail'),
    skipped: count('skip'),
    failed,
    output,
    seconds: Math.round((performance.now() - started) / 1000)
  }
}
