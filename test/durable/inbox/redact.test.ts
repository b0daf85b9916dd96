import fc from 'fast-check'
import t from 'tap'
import { createRedactor, SECRET_KEYS } from '../../../lib/durable/inbox/entry/redact.ts'
import { cpuMilliseconds } from '../../support/cpu-time.ts'

const { body, words } = createRedactor(SECRET_KEYS)
const masked = (text: string): string => body(Buffer.from(text)).toString()

t.test('values of secret keys are masked where they stand, and nothing else is touched', t => {
  const cases: Array<[string, string]> = [
    ['{"password":"x y"}', '{"password":"[redacted]"}'],
    ['{ "Access-Token" :\n"x", "b" : 1.50 }', '{ "Access-Token" :\n"[redacted]", "b" : 1.50 }'],
    ['{"participant_data":{"name":"Ada","age":36,"ok":true,"none":null,"empty":"","list":["a",["b"]]},"a":"b"}',
      '{"participant_data":{"name":"[redacted]","age":0,"ok":true,"none":null,"empty":"","list":["[redacted]",["[redacted]"]]},"a":"b"}'],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[redacted]"}'],
    ['{"password":"a\\"b\\\\","c":"d"}', '{"password":"[redacted]","c":"d"}'],
    ['[{"token":-1.5e3},"token",{"tokens":"kept"}]', '[{"token":0},"token",{"tokens":"kept"}]'],
    ['{"password":"cut off', '{"password":"[redacted]"'],
    ['{"password":', '{"password":'],
    ['{"password":{"a":{"b":"x"}},"c":"y"}', '{"password":{"a":{"b":"[redacted]"}},"c":"y"}'],
    ['{"password":{},"c":"y"}', '{"password":{},"c":"y"}'],
    ['{"password":true,"c":"y"}', '{"password":true,"c":"y"}'],
    ['{"a":"password: kept, for it is the text of another key"}', '{"a":"password: kept, for it is the text of another key"}'],
    ['{"pass\\word":"x"}', '{"pass\\word":"x"}'],
    ['\ufeff {"secret":"x"}', '\ufeff {"secret":"[redacted]"}'],
    ['pg password=hunter2 failed', 'pg password=[redacted] failed'],
    ['Authorization: Bearer abcdefgh1234', 'Authorization: [redacted] [redacted]'],
    ['cannot reach postgres://bot:hunter2@db/x', 'cannot reach postgres://[redacted]@db/x'],
    ['}]', '}]']
  ]
  for (const [before, after] of cases) t.equal(masked(before), after)
  t.equal(words('https://bot.test/?api-key=abc&b=c'), 'https://bot.test/?api-key=[redacted]&b=c')
  t.end()
})

t.test('a body without these keys is the same buffer, whatever is in it', t => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
    const raw = Buffer.concat([Buffer.from('{'), bytes])
    return body(raw).equals(raw)
  }), { numRuns: 2000 })
  fc.assert(fc.property(fc.json(), json => {
    const raw = Buffer.from(json)
    return body(raw) === raw
  }), { numRuns: 1000 })
  t.end()
})

t.test('what is masked has the shape it had', t => {
  const shape = (value: unknown): unknown => JSON.stringify(value, (_key, inner) => typeof inner === 'string' ? inner === '' ? '' : 's' : typeof inner === 'number' ? 0 : inner)
  fc.assert(fc.property(fc.jsonValue(), value => {
    const raw = Buffer.from(JSON.stringify({ before: value, password: value, after: value }))
    const after = JSON.parse(body(raw).toString())
    t.equal(shape(after.password), shape(value))
    t.equal(JSON.stringify([after.before, after.after]), JSON.stringify([value, value]))
  }), { numRuns: 300 })
  t.end()
})

t.test('without keys everything is kept; keys of one\'s own take the place of the usual ones', t => {
  const all = createRedactor([])
  t.equal(all.body(Buffer.from('{"password":"x"}')).toString(), '{"password":"x"}')
  t.equal(all.words('password=x'), 'password=x')
  const own = createRedactor(['IBAN', 'card.number'])
  t.equal(own.body(Buffer.from('{"iban":"DE1","password":"x","card.number":4}')).toString(), '{"iban":"[redacted]","password":"x","card.number":0}')
  t.equal(own.words('iban: DE1 card-number: 5 card.number: 6'), 'iban: [redacted] card-number: 5 card.number: [redacted]')
  t.end()
})

t.test('large and hostile bodies take no time', t => {
  const started = cpuMilliseconds()
  for (const text of ['"'.repeat(1e6), '{"a":"' + '\\'.repeat(1e6), '['.repeat(1e6), 'password'.repeat(1e5), '{' + '"password":'.repeat(1e5), 'token ' + ' '.repeat(1e6), '//a:'.repeat(2e5), '{"a":"' + '\\n'.repeat(1e6) + '"}']) body(Buffer.from(text))
  t.ok(cpuMilliseconds() - started < 20_000)
  t.end()
})
