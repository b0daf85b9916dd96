import t from 'tap'
import { findRepeatedKeys } from '../../lib/shared/json/find-repeated-keys.ts'

t.test('keys that stand twice in one object are found where they stand again, however they are written', t => {
  t.strictSame(findRepeatedKeys('{"a":1,"b":{"a":2},"a":3}', 10), [{ key: 'a', offset: 19 }])
  t.strictSame(findRepeatedKeys('{"caf\\u00e9":1,"café":2}', 10), [{ key: 'café', offset: 15 }])
  t.strictSame(findRepeatedKeys('[{"a":"a","b":"{\\"a\\":1,\\"a\\":2}"},{"a":"b"}]', 10), [])
  t.equal(findRepeatedKeys(`{${Array.from({ length: 50 }, () => '"a":1').join()}}`, 3).length, 3)
  t.end()
})
