import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { longTests } from '../support/long-tests.ts'
import {
  findMissing, installCommand, MISSING_VARIABLE, programs, skipWithout, titlesOf
} from '../support/required-programs.ts'
import { countSkipped } from '../support/skipped-tests.ts'
import { root } from '../support/repository.ts'

// What a newcomer and CI read who run the tests, or build.

t.test('.ci/run installs what the tests need, and skips nothing that it runs', t => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8')
  const [, listed = ''] = /^packages=\((.*)\)$/m.exec(script) ?? []
  t.strictSame(listed.split(' ').sort(), Object.values(programs).flatMap(({ packages }) => packages).sort())
  t.match(script, /^export CI=true/m)
  t.match(script, /^npm run test:all/m)
  t.end()
})

t.test('a test that needs what is missing is skipped, with its names; on CI it fails', t => {
  const { CI, [MISSING_VARIABLE]: missing } = process.env
  t.teardown(() => {
    for (const [name, value] of [['CI', CI], [MISSING_VARIABLE, missing]] as const) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  delete process.env.CI
  process.env[MISSING_VARIABLE] = 'chromium,slim'
  t.equal(skipWithout('chromium'), 'needs Chromium')
  t.equal(skipWithout('php', 'slim', 'chromium'), 'needs Slim and Chromium')
  t.equal(skipWithout('php'), false)
  process.env.CI = 'true'
  t.throws(() => skipWithout('chromium'),
    { message: /^needs Chromium, and CI=true: apt-get install .*chromium-headless-shell fonts-dejavu-core$/ })
  t.equal(skipWithout('php'), false)
  delete process.env[MISSING_VARIABLE]
  process.env.CI = 'false'
  t.equal(skipWithout('curl') !== false, findMissing().includes('curl'),
    'without a run of all tests each looks by itself')
  t.equal(titlesOf(['chromium', 'flask', 'php']), 'Chromium, Flask, and PHP')
  t.match(installCommand(['slim']), /php-slim php-slim-psr7$/)
  t.end()
})

t.test('skipped tests are counted by their reason, in all files', t => {
  const folder = t.testdir({
    a: {
      'one.test.ts.tap': 'ok 1 - x # SKIP needs Chromium\n    ok 2 - y # SKIP needs Chromium\nok 3 - z # time=5ms\n'
    },
    'two.test.ts.tap': 'ok 1 - x # SKIP\nok 2 - y # SKIP other\n'
  })
  t.strictSame([...countSkipped(folder)].sort(), [['', 1], ['needs Chromium', 2], ['other', 1]])
  t.equal(countSkipped(`${folder}/gone`).size, 0)
  t.end()
})

t.test('the files that npm test leaves out are there', t => {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map(file => `test/${file}`)
  t.strictSame(longTests.filter(file => !files.includes(file)), [])
  t.end()
})

t.test('a build without the compiler says how to install it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'bot-build-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  cpSync(join(root, '.ci'), join(folder, '.ci'), { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, [join(folder, '.ci/build.js')], { encoding: 'utf8' })
  t.equal(status, 1)
  t.match(stderr, /compiler is not installed.*NODE_ENV.*npm ci --include=dev/s)
  t.end()
})
