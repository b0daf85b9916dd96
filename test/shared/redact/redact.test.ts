import fc from 'fast-check'
import t from 'tap'
import { createRedactor } from '../../../lib/shared/redact/redact.ts'
import { createSecretNameTest, DEFAULT_SECRET_NAMES } from '../../../lib/shared/redact/secret-names.ts'
import { hostileTexts } from '../../support/hostile-texts.ts'

const { body, text } = createRedactor()
const redacted = (before: string, type?: string): string => body(Buffer.from(before), type).toString()

t.test('values of secret names in JSON are masked where they stand, and nothing else is touched', t => {
  const cases: Array<[before: string, after: string]> = [
    ['{"password":"x y"}', '{"password":"[redacted]"}'],
    ['{ "Access-Token" :\n"x", "b" : 1.50 }', '{ "Access-Token" :\n"[redacted]", "b" : 1.50 }'],
    [
      '{"participant_data":{"name":"Ada","age":36,"ok":true,"none":null,"empty":"","list":["a",["b"]]},"a":"b"}',
      '{"participant_data":{"name":"[redacted]","age":0,"ok":true,"none":null,"empty":"","list":["[redacted]",' +
      '["[redacted]"]]},"a":"b"}'
    ],
    ['{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[redacted]"}'],
    ['{"password":"a\\"b\\\\","c":"d"}', '{"password":"[redacted]","c":"d"}'],
    ['[{"token":-1.5e3},"token",{"tokens":"kept"}]', '[{"token":0},"token",{"tokens":"kept"}]'],
    ['{"password":"cut off', '{"password":"[redacted]"'],
    ['{"password":', '{"password":'],
    ['{"password":{"a":{"b":"x"}},"c":"y"}', '{"password":{"a":{"b":"[redacted]"}},"c":"y"}'],
    ['{"password":{},"c":"y"}', '{"password":{},"c":"y"}'],
    ['{"password":true,"c":"y"}', '{"password":true,"c":"y"}'],
    ['{"pass\\word":"x"}', '{"pass\\word":"[redacted]"}'],
    ['\ufeff {"secret":"x"}', '\ufeff {"secret":"[redacted]"}'],
    ['{"a":"é \\u00e9 token=x \\ud83d\\ude00"}', '{"a":"é é token=[redacted] \u{1f600}"}'],
    [
      '{"a":["reset password","help"],"skill":"password-reset"}',
      '{"a":["reset password","help"],"skill":"password-reset"}'
    ],
    [
      '{"usage":{"total_tokens":5},"broken":"x","bypass":"y"}', '{"usage":{"total_tokens":5},"broken":"x","bypass":"y"}'
    ],
    ['}]', '}]']
  ]
  for (const [before, after] of cases) t.equal(redacted(before), after)
  t.end()
})

t.test('a secret is found wherever it stands in a body', t => {
  const cases: Array<[before: string, type?: string]> = [
    ['{"log":"Authorization: Bearer hunter2"}'], ['{"log":"token: Bearer hunter2"}'],
    ['{"log":"use Bearer hunter2 here"}'],
    ['{"log":"Basic hunter2=="}'], ['{"log":"GET /x\\nCookie: a=hunter2; b=hunter2\\nHost: x"}'],
    ['Set-Cookie: sid=hunter2; Path=/; x=hunter2\r\nX: y'], ['{"cookie":"a=hunter2; b=hunter2"}'],
    ['{"url":"https://u:hunter2@x.test/a?b=1"}'], ['{"url":"https://hunter2@x.test/a"}'],
    ['{"u":"redis://:hunter2@host:6379/0"}'],
    ['postgres://bot:a/hunter2@db/x'], ['postgres://bot:a@hunter2@db/x'],
    ['{"url":"https://x.test/cb?code=hunter2&x=1"}'], ['https://x.test/#access_token=hunter2'],
    ['{"a":"https://x/?to=https%3A%2F%2Fy%2F%3Ftoken%3Dhunter2"}'],
    ['{"a":"https://x/?q=%22token%22%3A%22hunter2%22"}'],
    ['{"a":"{\\"password\\":\\"hunter2\\"}"}'], ['{"a":"failed: {\\"password\\":\\"hunter2\\",\\"b\\":1}"}'],
    [JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: JSON.stringify({ token: 'hunter2' }) }) }) })],
    ['{"h":[{"name":"Authorization","value":"hunter2"},{"value":"hunter2","name":"X-Api-Key"}]}'],
    ['{"h":[{"key":"token","value":{"a":["hunter2"]}}]}'],
    ['{"rawHeaders":["Host","x","Cookie","a=hunter2","X-Api-Key","hunter2"]}'], ['[["cookie","a=hunter2"]]'],
    ['["Set-Cookie",["hunter2"]]'], ['{"authToken":"hunter2","userPassword":"hunter2","dbpassword":"hunter2"}'],
    ['{"passwordHash":"hunter2","X-Auth2Token":"hunter2","APIKey":"hunter2","participantData":{"name":"hunter2"}}'],
    ['user[password]=hunter2&a=b'], ['user%5Bpassword%5D=hunter2&a=b'], ['a=%7B%22password%22%3A%22hunter2%22%7D'],
    ['a=token%3Dhunter2', 'application/x-www-form-urlencoded'], ['a=%zz&token=hunter2'],
    [
      '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--b--',
      'multipart/form-data; boundary=b'
    ],
    ['--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--b--'],
    ['<user><password>hunter2</password></user>', 'text/xml'], ['<token><![CDATA[hunter2]]></token>'],
    ['<i name="password" value="hunter2"/>'], ['name=password&value=hunter2'], ['password: hunter2\nb: c'],
    ["{ password: 'hunter2', a: 1 }"], ['[password] => hunter2'], ['secret: ["hunter2", ["hunter2"], "hunter2"] end'],
    ['secret: {hunter2'], ["password='hunter2"], ['password="a\\"hunter2"'], ['password = hunter2'],
    ['curl -H "X-Api-Key: hunter2" --password hunter2 --token=hunter2'],
    ['-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----'],
    ['see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.hunter2'], ['sk_live_hunter2hunter2'],
    ['https://api.telegram.org/bot123456789:AAhunter2hunter2hunter2hunter2hunter2/send'],
    ['sshpass -p hunter2 ssh ada@host'], ['mysql -u root -phunter2 bots'], ["mysqldump -h db -p'hunter2' bots"],
    ['redis-cli -h db -a hunter2 ping'], ['docker login -u ada -p hunter2 registry.test'],
    ['jdbc:oracle:thin:scott/hunter2@//db:1521/x'], ['sqlplus -s scott/hunter2@db'],
    ['curl -u ada:hunter2 https://x'], ["curl --user 'ada:hunter2' https://x"], ['my password is hunter2, thanks'],
    ['{"nlp":{"source":"mein Passwort ist hunter2"}}'], ['api key: hunter2'], ['API key = "hunter2"'],
    ['{"motDePasse":"hunter2","Passwort":"hunter2"}'], ['machine x login y password hunter2'],
    ['https://hooks.slack.com/services/T00000000/B00000000/hunter2hunter2hunter2'], ['whsec_hunter2hunter2hunter2'],
    ['npm_hunter2hunter2hunter2hunter2'], ['ya29.hunter2hunter2hunter2'], ['rk_live_hunter2hunter2'],
    [`SG.${'hunter2'.repeat(3)}.${'hunter2'.repeat(6)}`], [`EAAG${'hunter2'.repeat(9)}`],
    // what programs print
    ["{'password': b'hunter2'}"], ["User(name='a', password='hunter2')"], ['["password"]=>\n  string(9) "hunter2"'],
    ['password = """\nhunter2"""'], ['password := "hunter2"'], ['password == hunter2'], ['password -> hunter2'],
    ['userPassword:: hunter2'], ['New-Session -ApiKey "hunter2"'], ['curl -uada:hunter2 https://x'],
    ["CREATE USER ada IDENTIFIED BY 'hunter2'"], ["ALTER USER ada WITH PASSWORD 'hunter2'"],
    ['sign in with password "hunter2"'], ['<input type="password" value="hunter2">'], ['pwd hunter2'],
    ['ada:$apr1$hunter2hunter2'], ['$2y$10$hunter2hunter2'],
    // on lines of their own
    ['user: a\npassword: |\n  hunter2\n  hunter2\nother: b'], ['password: >-\n    hunter2\n'],
    ['password:\n  hunter2\nb: c'], ['secrets:\r\n  - a\r\n  - hunter2\r\n'], ['Password:\nhunter2\n'],
    // in tables
    ['user,password\nada,hunter2\n', 'text/csv'], ['"id";"api key"\r\n1;"hunter2"\r\n'], ['id\ttoken\n1\thunter2\n'],
    ['| user | password |\n| --- | --- |\n| a | hunter2 |'], ['user,password\n"Ada, L.",hunter2\n'],
    ['{\0"\0password hunter2'], ['\x1f\x8b hunter2', 'application/gzip']
  ]
  for (const [before, type] of cases) t.notMatch(redacted(before, type), /hunter2/, before)
  t.equal(redacted('Authorization: Bearer abcdefgh1234'), 'Authorization: [redacted]')
  t.equal(redacted('cannot reach postgres://bot:hunter2@db/x'), 'cannot reach postgres://[redacted]@db/x')
  t.equal(redacted('password:\n  a b\n  c\nuser: d'), 'password:\n  [redacted]\nuser: d')
  t.equal(redacted('user, password\nada, x y\n| - | - |\n'), 'user, password\nada, [redacted]\n| - | - |\n')
  t.equal(redacted(Buffer.from('{"password":"x"}').toString('base64')), '[redacted]')
  t.equal(redacted('--b\r\n', 'multipart/form-data; boundary=secret'), '[redacted: 5 bytes of multipart/form-data]')
  t.equal(redacted('\0', '?'), '[redacted: 1 bytes of unknown type]')
  t.equal(text('/bot?code=abc&api-key=def&b=c'), '/bot?code=[redacted]&api-key=[redacted]&b=c')
  t.equal(text('{"é":"token=x"}'), '{"é":"token=[redacted]"}')
  t.equal(text('["é"]'), '["é"]')
  t.end()
})

t.test('what is no secret is kept byte for byte', t => {
  const latin1 = Buffer.from('M\xfcller', 'latin1')
  const cases: Array<[before: string | Buffer, type?: string]> = [
    ['say basic information, and a token please'], ['{"a":"at 10:30, see https://x.test/a?b=1: ok"}'], ['a=b&c=%41'],
    ['a=%41b'],
    ['http://127.0.0.1:5000/x?at=a@b'], ['http://x:80'], ['<name>Ada</name>'], ['--verbose yes'], [''],
    ['{"a":{"name":"Ada","value":"1"}}'],
    [latin1, 'text/plain'], [Buffer.from('{"a":"\xfc"}', 'latin1')], ['name: city, value: Paris'], ['token:'],
    ['the password is wrong, and the token expired'],
    ['Unexpected token 12 in JSON'], ['sort by primary key: 5'], ['-u ada'], ['ssh -p 22 ada@host'],
    ['mysql -u root -p'], ['see docs/guide@v2'],
    ['token = \n'], ['a - b -> c'], ['name,city\nAda,Paris\n'], ['say "password" twice'], ['Token:\n\nsee below'],
    ['Unexpected token \'h\', "hello" is not valid JSON'], ['run with -verbose and -n 5'],
    ['2026-01-01 | token refreshed | a\n2026-01-02 | seen | b\n'],
    ['Hello, the password is wrong now, sorry\nthe next, a line, of three\n'], ['std::vector<int>']
  ]
  for (const [before, type] of cases) {
    const raw = Buffer.from(before as string)
    t.equal(body(raw, type), raw, String(before))
  }
  t.match(body(latin1).toString(), /^\[redacted: 6 bytes/)
  fc.assert(fc.property(fc.json(), json => {
    const raw = Buffer.from(json)
    return /[=:@%/]/.test(json.replaceAll('":', '')) || body(raw) === raw
  }), { numRuns: 500 })
  t.end()
})

t.test('what is masked has the shape it had', t => {
  const shape = (value: unknown): unknown => JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? (inner === '' ? '' : 's') : typeof inner === 'number' ? 0 : inner)
  fc.assert(fc.property(fc.jsonValue(), value => {
    const after = JSON.parse(body(Buffer.from(JSON.stringify({ before: 1, password: value, after: [1] }))).toString())
    t.equal(shape(after.password), shape(value))
    t.strictSame([after.before, after.after], [1, [1]])
  }), { numRuns: 300 })
  t.end()
})

t.test('names add to the defaults, `only` takes their place, and `only: []` keeps everything', t => {
  const all = createRedactor({ only: [] })
  t.equal(all.body(Buffer.from('{"password":"x"}')).toString(), '{"password":"x"}')
  t.equal(all.text('password=x'), 'password=x')
  const added = createRedactor(['IBAN', 'Schlüssel'])
  t.equal(added.body(Buffer.from('{"customerIban":"DE1","password":"x","mein-schlüssel":4}')).toString(),
    '{"customerIban":"[redacted]","password":"[redacted]","mein-schlüssel":0}')
  t.equal(added.text('iban: DE1 SCHLÜSSEL=6'), 'iban: [redacted] SCHLÜSSEL=[redacted]')
  const own = createRedactor({ only: ['card.number'] })
  t.equal(own.body(Buffer.from('{"cardNumber":"1","password":"x"}')).toString(),
    '{"cardNumber":"[redacted]","password":"x"}')
  t.equal(own.text('card-number: 5 cards: 6'), 'card-number: [redacted] cards: 6')
  t.equal(own.text('the password is hunter2, they say'), 'the password is hunter2, they say')
  t.equal(createRedactor({ only: ['iban'] }).text('iban: DE1 password: x'), 'iban: [redacted] password: x')
  t.ok(DEFAULT_SECRET_NAMES.every(createSecretNameTest(DEFAULT_SECRET_NAMES)))
  t.notOk(createSecretNameTest(['--'])('a'))
  const short = createSecretNameTest(['iban', 'tan'])
  t.strictSame(['iban', 'my-tan', 'tango', 'ibanes'].map(short), [true, true, false, false])
  t.end()
})

t.test('the size of what is stored is bounded by the size of what came', t => {
  for (const before of [
    '{"password":["a","a",1]}', `{"password":[${'"a",'.repeat(60_000)}1]}`, 'token=a '.repeat(30_000)
  ]) {
    t.ok(redacted(before).length <= before.length + 8192, before.slice(0, 20))
  }
  t.match(redacted(`{"password":[${'"a",'.repeat(60_000)}"b"]}`), /"\[redacted\]","\*","\*"/)
  t.end()
})

t.test('beyond the texts that are examined one by one, what may hold a secret is masked', t => {
  const many = [...Array(5000).fill('see token: x'), 'token: hunter2', 'nothing at all', '{"token":"hunter2"}']
  t.match(JSON.parse(redacted(JSON.stringify(many))).slice(-3), ['[redacted]', 'nothing at all', '[redacted]'])
  const keys = `{${'"\\u0061":"x",'.repeat(4100)}"pass\\u0077ord":"hunter2"}`
  t.notMatch(redacted(keys), /hunter2/)
  t.notMatch(redacted(JSON.stringify(Array(600).fill('{"token":"hunter2"}'))), /hunter2/)
  const log = `${'step=1 '.repeat(5000)}token: hunter2`
  t.equal(redacted(log), `${'step=1 '.repeat(5000)}token[redacted]`, 'a text with many values')
  const texts = [log.slice(0, -14), 'token: hunter2', 'of another']
  t.equal(redacted(JSON.stringify(texts)), JSON.stringify([texts[0], 'token[redacted]', texts[2]]),
    'all texts of a body count')
  const names = Array.from({ length: 2000 }, (_, index) => [`key${index}of`, 'seen'])
  const object = { ...Object.fromEntries(names), keyhole: 'hunter2', other: 'seen' }
  const after = JSON.parse(redacted(JSON.stringify(object)))
  t.match(after, { key0of: 'seen', key1999of: 'seen', keyhole: '[redacted]', other: 'seen' }, 'many names')
  const form = redacted(`${'a=%20bcdef&'.repeat(2000)}b=%22hunter2&c=d`)
  t.notMatch(form, /hunter2/)
  t.match(form, /^a=%20bcdef&.*&c=d$/)
  t.end()
})

t.test('the time for a hostile body is linear in its size', t => {
  for (const [name, hostile] of Object.entries(hostileTexts)) {
    const raw = Buffer.from(hostile)
    const before = process.cpuUsage()
    body(raw)
    const { user, system } = process.cpuUsage(before)
    t.ok(user + system < 1_000_000, `${name}: ${(user + system) / 1000} ms`) // a quadratic search takes many seconds
  }
  t.end()
})
