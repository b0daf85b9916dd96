import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { root } from '../support/repository.ts'

const run = promisify(execFile)
const MAX_INSTANTIATIONS = 60_000

/** Type-checks a bot of ten skills against what was built, and returns what the compiler says. */
async function typeCheck (t: Test, compiler: string, options: object, args: string[] = []): Promise<string> {
  const folder = await mkdtemp(join(root, 'test/fixtures/ten-skills/.check-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: '../tsconfig.json', compilerOptions: options, files: ['../bot.ts']
  }))
  const program = join(root, 'node_modules', compiler, 'bin/tsc')
  return run(process.execPath, [program, '-p', folder, ...args]).then(({ stdout }) => stdout, ({ stdout }) => stdout)
}

t.test('a strict program with ten skills is cheap to type-check', async t => {
  const output = await typeCheck(t, 'typescript', {}, ['--extendedDiagnostics'])
  t.notMatch(output, /error TS/)
  const instantiations = Number(/Instantiations:\s+(\d+)/.exec(output)?.[1])
  t.ok(instantiations < MAX_INSTANTIATIONS, `${instantiations} instantiations`)
})

t.test('types are sound without skipLibCheck', async t => { // each way to resolve them: test/package/compilers.test.ts
  const output = await typeCheck(t, 'typescript-7', { skipLibCheck: false })
  t.strictSame(output.split('\n').filter(line => /error TS/.test(line)), [])
})
