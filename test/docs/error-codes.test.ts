import { readFileSync } from 'node:fs'
import t from 'tap'
import { errorCodes } from '../../lib/index.ts'
import { repository } from '../support/repository.ts'

const reference = readFileSync(new URL('docs/reference/error-codes.md', repository), 'utf8')
const codes = Object.keys(errorCodes).sort()

t.test('every code is in the reference with its status and its cure, and none that does not exist', t => {
  const rows = [...reference.matchAll(/^\| `(FST_BOT_[A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
  t.strictSame(rows.map(([, code]) => code).sort(), codes)
  for (const [, code = '', status = '', meaning = '', hint = ''] of rows) {
    const { statusCode } = new (errorCodes[code as 'FST_BOT_INTERNAL'])()
    if (/^\d+$/.test(status.trim())) t.equal(Number(status), statusCode, code)
    t.ok(meaning.trim().length > 10 && hint.trim().length > 10, code)
  }
  t.end()
})

t.test('a code is named as it is exported', t => {
  for (const code of codes) t.equal(new (errorCodes[code as 'FST_BOT_INTERNAL'])().code, code)
  t.end()
})
