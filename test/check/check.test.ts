import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { check, groups, rules, type CheckOptions, type Progress, type Report } from '../../lib/check/index.ts'
import { ruleOf } from '../../lib/check/rules/rules.ts'
import { findingsOf, roger, sound, type Answer, type Call } from '../support/check.ts'
import { repository } from '../support/repository.ts'

t.test('the rules: each in its group, in words, and none twice', t => {
  t.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
  for (const { id, group, ...told } of rules) {
    t.ok(id.startsWith(`${group}-`), id)
    t.ok(groups.includes(group), id)
    for (const [name, text] of Object.entries(told)) t.ok(text.length > 4, `${id} ${name}`)
  }
  t.throws(() => ruleOf('answer-none'), /there is no rule answer-none/)
  t.end()
})

t.test('every code of the reply lint has a rule', t => {
  const room = new URL('lib/replies/lint/', repository)
  const codes = readdirSync(room).flatMap(name =>
    [...readFileSync(new URL(name, room), 'utf8').matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code = '']) => code))
  const names = rules.map(({ id }) => id.slice(id.indexOf('-') + 1))
  for (const code of new Set(codes)) {
    if (code !== 'BODY_NOT_OBJECT') t.ok(names.includes(code.toLowerCase().replaceAll('_', '-')), code)
  }
  t.ok(codes.length > 40)
  t.end()
})

t.test('a sound webhook: nothing is found, in few calls and little time', async t => {
  const { url, received } = await sound(t)
  const { report, ids } = await findingsOf(url)
  t.strictSame(ids, [])
  t.equal(report.ended, 'complete')
  t.equal(received.length, report.requests)
  t.ok(report.requests <= 500, `${report.requests} calls`)
  t.strictSame(report.rules.filter(({ result }) => result === 'not-checked').map(({ because }) => because)
    .filter((because, index, all) => all.indexOf(because) === index), ['no channel was named', 'it is called by http'])
  t.strictSame(report.counts.failed + report.counts.warned, 0)
})

type Fault = (call: Call) => Answer | undefined | Promise<Answer | undefined>

/** One fault each: what shows it, and the rules that tell it. */
const faults: ReadonlyArray<[what: string, rules: readonly string[], fault: Fault]> = [
  ['another status', ['answer-status'], ({ nlp }) => nlp.source === undefined ? undefined : { status: 500, body: {} }],
  ['201', ['answer-status'], ({ json, url }) => url === '/' && json ? { status: 201, ...roger() } : undefined],
  ['a redirect', ['answer-redirect'], ({ url }) =>
    url === '/' ? { status: 302, headers: { location: 'http://example.invalid/' }, body: '' } : undefined],
  ['an empty answer', ['answer-empty'], ({ json }) => json && { body: ' ' }],
  ['text', ['answer-json'], ({ json }) => json && { body: 'OK' }],
  ['half of a JSON', ['answer-json'], ({ json }) => json && { body: '{"replies": [' }],
  ['HTML', ['answer-json'], ({ json }) => json && { body: '<p>OK</p>' }],
  ['JSON in a string', ['answer-string'], ({ json }) => json && { body: JSON.stringify('{"replies":[]}') }],
  ['a list', ['answer-object'], ({ json }) => json && { body: [] }],
  ['a body that is packed', ['answer-utf8'], ({ json }) =>
    json && { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } }],
  ['latin-1', ['answer-utf8'], ({ json }) =>
    json && { body: Buffer.from('{"replies":[{"type":"text","content":"\xe9t\xe9"}]}', 'latin1') }],
  ['a byte order mark', ['answer-utf8'], ({ json }) => json && { body: '\uFEFF{}' }],
  ['2 MiB', ['answer-size'], ({ json }) => json && { body: ' '.repeat(2 * 1024 * 1024) }],
  ['text/html', ['answer-media-type'], ({ json }) => json && { ...roger(), headers: { 'content-type': 'text/html' } }],
  ['replies that are no list', ['shape-replies-not-list'], ({ json }) =>
    json && { body: { replies: { type: 'text', content: 'hi' } } }],
  ['messages', ['shape-messages-at-root'], ({ json }) => json && { body: { messages: [] } }],
  [
    'language names', ['shape-language-code'], ({ json }) => json && { body: { conversation: { language: 'english' } } }
  ],
  ['something else', ['shape-nothing'], ({ json }) => json && { body: { result: 'fine' } }],
  ['empty texts', ['reply-text-empty'], ({ json }) => json && { body: { replies: [{ type: 'text', content: '' }] } }],
  ['images without https', ['reply-image-not-https'], ({ json }) =>
    json && { body: { replies: [{ type: 'picture', content: 'http://example.com/a.png' }] } }],
  ['the sample\'s memory', ['memory-demo'], ({ json }) => json && roger({ key: 'value' })],
  ['empty memory', ['memory-emptied'], ({ json }) => json && roger({})],
  ['memory of its own', ['memory-lost'], ({ json }) => json && roger({ mine: 1 })],
  ['memory that loses a key', ['memory-lost'], ({ memory: { checkCount, ...rest }, json }) => json && roger(rest)],
  ['memory of strings', ['memory-changed'], ({ memory, json }) =>
    json && roger(Object.fromEntries(Object.entries(memory).map(([key, value]) => [key, String(value)])))],
  ['memory without null', ['memory-changed'], ({ memory, json }) =>
    json && roger(Object.fromEntries(Object.entries(memory).map(([key, value]) => [key, value ?? 0])))],
  ['memory that is cut', ['memory-changed'], ({ memory, json }) => json && roger(Object.fromEntries(Object.entries(
    memory
  ).map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, 200) : value])))],
  ['memory without what is empty', ['memory-changed'], ({ memory, json }) =>
    json && roger(Object.fromEntries(Object.entries(memory).filter(([, value]) => value)))],
  ['memory in capitals', ['memory-changed'], ({ memory, json }) => json && roger(Object.fromEntries(Object.entries(
    memory
  ).map(([key, value]) => [key, typeof value === 'string' ? value.toUpperCase() : value])))],
  ['a counter for all', ['memory-repeat'], (count =>
    ({ memory, json }) => json && roger({ ...memory, count: count.calls++ }))({ calls: 0 })],
  ['the memory of another', ['memory-mixed'], (first => ({ memory, json }) => {
    if (Object.hasOwn(memory, 'checkName')) first.memory ??= memory
    return json && roger(first.memory)
  })({} as { memory?: Record<string, unknown> })],
  ['needs an entity', ['input-entity-missing'], ({ nlp }) => nlp.entities !== undefined &&
    Object.keys(nlp.entities as object).length === 0
    ? { status: 500, body: {} }
    : undefined],
  ['needs an intent', ['input-intents-empty'], ({ nlp }) =>
    Array.isArray(nlp.intents) && nlp.intents.length === 0 ? { body: 'undefined' } : undefined],
  ['needs a known skill', ['input-skill-unknown'], ({ conversation }) =>
    conversation.skill === 'a-skill-that-nobody-has' ? { status: 500, body: {} } : undefined],
  ['needs an id', ['input-version-2017'], ({ conversation, json }) =>
    json && conversation.skill !== undefined && conversation.id === undefined ? { status: 422, body: {} } : undefined],
  ['takes no qna', ['input-version-2019'], ({ json }) => json && 'qna' in json ? { status: 400, body: {} } : undefined],
  ['takes no more than 64 KiB', ['input-memory-large'], ({ body, url }) =>
    url === '/' && body.length > 65536 ? { status: 413, body: {} } : undefined],
  ['SQL', ['input-text-quotes', 'leak-sql'], ({ nlp }) => String(nlp.source).includes('\'')
    ? { status: 500, body: { error: 'You have an error in your SQL syntax near \'Brien\'' } }
    : undefined],
  ['stack traces', ['body-malformed', 'leak-stack'], ({ body, url }) => body.endsWith('"memory": ') && url === '/'
    ? { status: 500, body: `Error\n    at parse (/srv/app/index.js:${body.length}:7)` }
    : undefined],
  ['paths', ['leak-path'], ({ json, url }) => json === undefined && url === '/'
    ? { status: 400, body: { error: 'cannot read /srv/bot/config/secret.json' } }
    : undefined],
  ['takes what is no JSON', ['body-malformed', 'body-media-type', 'body-huge', 'body-deep'], ({ url }) =>
    url === '/' ? { body: {} } : undefined],
  ['takes any media type', ['body-media-type'], ({ url, headers }) =>
    url === '/' && headers['content-type'] !== 'application/json' ? roger() : undefined],
  ['leads forms elsewhere', ['body-media-type'], ({ url, body }) =>
    url === '/' && body === 'a=1&b=2' ? { status: 303, body: '' } : undefined],
  ['takes any size', ['body-huge'], ({ url, body }) => url === '/' && body.length > 5_000_000 ? roger() : undefined],
  ['takes any depth', ['body-deep'], ({ url, body }) =>
    url === '/' && body.includes('{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":') ? roger() : undefined],
  ['500 for what is no object', ['body-not-object'], ({ body, url }) =>
    url === '/' && ['null', '[]', '7'].includes(body) ? { status: 500, body: {} } : undefined],
  ['paths in HTML', ['leak-path'], ({ json, url }) => json === undefined && url === '/'
    ? { status: 400, body: '<p>cannot open &#39;&#x2F;srv&#x2F;bot&#x2F;secret.json&#39;, see &copy;</p>' }
    : undefined],
  ['paths in JSON as PHP writes it', ['leak-path'], ({ json, url }) => json === undefined && url === '/'
    ? { status: 400, body: '{"error":"cannot open \\u0027\\/srv\\/bot\\/secret.json\\u0027"}' }
    : undefined],
  ['the end of a traceback', ['leak-stack'], ({ json, url }) => json === undefined && url === '/'
    ? { status: 400, body: { error: 'File "bot.py", line 88, in content\n' } }
    : undefined],
  ['no errors route', ['errors-missing'], ({ url }) => url === '/errors' ? { status: 404, body: {} } : undefined],
  ['a broken errors route', ['errors-status'], ({ url }) => url === '/errors' ? { status: 500, body: {} } : undefined],
  ['an errors route with 204', ['errors-status', 'errors-anything'], ({ url }) =>
    url === '/errors' ? { status: 204, body: '' } : undefined],
  ['an errors route for JSON', ['errors-anything'], ({ url, json }) =>
    url === '/errors' && json === undefined ? { status: 415, body: {} } : undefined]
]

for (const [what, expected, fault] of faults) {
  t.test(`found: ${what}`, async t => {
    const { url } = await sound(t, fault)
    const { ids, report } = await findingsOf(url)
    t.strictSame(ids, expected)
    for (const { saw, fix, request, count } of report.findings) {
      t.ok(saw !== '' && fix !== '' &&
      request.curl.includes('curl -i -X POST ') && count > 0)
    }
  })
}

t.test('one cause is one finding, with its count', async t => {
  const causes: Array<[rule: string, saw: RegExp, memoryOf: (memory: Record<string, unknown>) => unknown]> = [
    ['memory-lost', /^a memory without checkName and checkCount, which were sent$/, () => ({ mine: 1 })],
    ['memory-lost', /^a memory without checkCount, which were sent$/, ({ checkCount, ...rest }) => rest],
    ['memory-changed', /^checkNull, checkFalse, checkZero, checkWord did not come back, and other keys did$/, memory =>
      Object.fromEntries(Object.entries(memory).filter(([, value]) => value))],
    [
      'memory-changed', /^checkName came back as "TK-\w+", and was "tk-\w+"$/,
      memory => Object.fromEntries(Object.entries(memory).map(([key, value]) =>
        [key, typeof value === 'string' ? value.toUpperCase() : value]))
    ]
  ]
  for (const [rule, saw, memoryOf] of causes) {
    const { url } = await sound(t,
      ({ memory, json }) => json && roger(Object.hasOwn(memory, 'checkName') ? memoryOf(memory) : memory))
    t.match((await findingsOf(url)).report.findings, [{ rule, saw }])
  }
  const { url } = await sound(t, ({ json, url, nlp }) => json && url === '/'
    ? {
        ...roger(),
        body: { replies: [{ type: 'text', content: `SELECT * FROM ${String(nlp.source).slice(0, 3)} WHERE a` }] }
      }
    : undefined)
  const { report } = await findingsOf(url)
  t.strictSame(report.findings.map(({ rule }) => rule), ['leak-sql'])
  t.ok((report.findings[0]?.count ?? 0) > 50)
})

t.test('two causes are two findings: a 500 is not hidden by a 201', async t => {
  const { url } = await sound(t, ({ conversation, json }) => json && conversation.skill === 'one'
    ? { status: 201, body: {} }
    : conversation.skill === 'two' ? { status: 500, body: {} } : undefined)
  const { report } = await findingsOf(url, { skills: ['one', 'two'], only: ['answer-status'] })
  t.match(report.findings, [
    { saw: 'status 201', severity: 'warning', skills: ['one'] },
    { saw: 'status 500', severity: 'error', skills: ['two'] }
  ])
  const { report: { requests } } = await findingsOf(url, { skills: ['two'], only: ['answer'] })
  t.equal(requests, 1, 'nothing else is asked of what answers no ordinary call')
})

t.test('a body that is packed is told as that', async t => {
  const { url } = await sound(t,
    ({ json }) => json && { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } })
  t.match((await findingsOf(url)).report.findings,
    [{ saw: /content-encoding gzip, which the call did not ask for/, fix: /accept-encoding/ }])
})

t.test('broken only the second time, and broken for good after hostile bodies', async t => {
  const seen = new Set<string>()
  const { url } = await sound(t, ({ body, json }) => {
    const again = seen.has(body)
    seen.add(body)
    return again && json && Object.hasOwn(json, 'nlp') ? { status: 409, body: {} } : undefined
  })
  t.strictSame((await findingsOf(url)).ids, ['answer-repeat'])

  let huge = false
  const other = await sound(t, ({ body, url }) => {
    huge ||= body.length > 1024 * 1024
    return huge && url === '/' ? { status: 503, body: {} } : undefined
  })
  t.strictSame((await findingsOf(other.url)).ids, ['answer-alive', 'body-huge'])
})

t.test('advice is told, and is no finding', async t => {
  const { url } = await sound(t, ({ json, memory }) => json &&
    {
      ...roger(memory),
      headers: {
        'x-powered-by': 'Express', server: 'Apache/2.4', 'set-cookie': 'a=b', 'access-control-allow-origin': '*'
      }
    })
  const { ids, report } = await findingsOf(url)
  t.strictSame(ids, [])
  t.strictSame(report.findings.map(({ rule, severity }) => [rule, severity]),
    [['advice-version', 'advice'], ['advice-cookie', 'advice'], ['advice-cors', 'advice']])
  t.equal(report.counts.advised, 3)
})

t.test('several skills: one finding for a cause, with the skills that show it', async t => {
  const { url } = await sound(t, ({ conversation, memory }) => conversation.skill === 'two' ||
    conversation.skill === 'three'
    ? {
        body: { replies: [{ type: 'text', content: '' }] }
      }
    : conversation.skill === 'four'
      ? { status: 404, body: {} }
      : conversation.skill === 'one'
        ? roger(memory)
        : undefined)
  const { report, ids } = await findingsOf(url, { skills: ['one', 'two', 'three', 'four'] })
  t.strictSame(ids, ['answer-status', 'reply-text-empty'])
  t.match(report.findings,
    [{ skills: ['four'], fix: /--skill/ }, { skills: ['two', 'three'], path: '/replies/0/content' }])
  t.strictSame(report.skills, ['one', 'two', 'three', 'four'])
})

t.test('only and skip, by rule and by group', async t => {
  const { url, received } = await sound(t, ({ json }) => json && roger({ key: 'value' }))
  t.strictSame((await findingsOf(url, { only: ['memory-demo'], skip: [] })).ids, ['memory-demo'])
  const before = received.length
  const { report } = await findingsOf(url, { only: ['errors'], skip: [] })
  t.strictSame(report.findings, [])
  t.equal(report.counts.passed, 3)
  t.ok(received.length - before < 10, 'what nobody wants to know is not asked')
  t.equal((await findingsOf(url, { only: ['shape', 'memory'], skip: ['memory'] })).report.findings.length, 0)
})

t.test('the limit of requests, and what is then not known', async t => {
  const { url, received } = await sound(t)
  const { report } = await findingsOf(url, { requests: 10 })
  t.equal(report.ended, 'limit')
  t.equal(received.length, 10)
  t.match(report.rules.find(({ id }) => id === 'body-huge'),
    { result: 'not-checked', because: 'the limit of requests was reached' })
})

t.test('the same seed sends the same bytes', async t => {
  const { url, received } = await sound(t, ({ headers, url }) =>
    url === '/' && headers.authorization !== 'Bearer sesame-open-now' ? { status: 401, body: {} } : undefined)
  const options = { headers: { authorization: 'Bearer sesame-open-now' }, skip: [], seed: 7 }
  // of calls at once any may arrive first
  const sent = (): string[] => received.splice(0).map(({ method, url, headers, body }) =>
    `${method} ${url} ${JSON.stringify(headers)} ${body}`).sort()
  const { report } = await findingsOf(url, options)
  const first = sent()
  await findingsOf(url, options)
  const again = sent()
  t.equal(again.length, first.length)
  t.ok(again.every((call, index) => call === first[index]))
  await findingsOf(url, { ...options, seed: 8 })
  t.ok(sent().filter((call, index) => call !== first[index]).length > 50)
  t.equal(report.seed, 7)
})

t.test('progress: how far it is, never backwards, and all in the end', async t => {
  const share = ({ done, total }: Progress): number => total === 0 ? 0 : done / total
  const follow = async (url: string, options: Partial<CheckOptions>): Promise<{ report: Report, told: Progress[] }> => {
    const told: Progress[] = []
    const { report } = await findingsOf(url, { ...options, onProgress: progress => { told.push(progress) } })
    t.ok(told.every((progress, index) => progress.done >= (told[index - 1]?.done ?? 0) &&
      share(progress) >= share(told[index - 1] ?? progress) && progress.done <= progress.total))
    t.match(told.at(-1), { done: report.requests, total: report.requests })
    return { report, told }
  }
  const healthy = await sound(t, ({ headers, url }) =>
    url === '/' && headers.authorization !== 'Bearer sesame-open-now' ? { status: 401, body: {} } : undefined)
  const { report, told } = await follow(healthy.url,
    { headers: { authorization: 'Bearer sesame-open-now' }, skills: ['a', 'b'], skip: [] })
  t.strictSame([...new Set(told.map(({ total }) => total))], [report.requests],
    'when all is well it is known from the beginning')
  await follow(healthy.url, { requests: 20 })
  const broken = await sound(t, ({ nlp, conversation }) => conversation.skill === 'b' ||
    (Array.isArray(nlp.intents) && nlp.intents.length === 0)
    ? { status: 500, body: {} }
    : undefined)
  await follow(broken.url, { skills: ['a', 'b', 'c'], errorsUrl: false })
})

t.test('a webhook that is called by GET has no body to be wrong about', async t => {
  const { url, received } = await sound(t, ({ method }) => method === 'GET' ? roger() : undefined)
  const { report, ids } = await findingsOf(url, { method: 'GET', skills: ['a', 'b'] })
  t.strictSame(ids, [])
  t.match(report.rules.find(({ id }) => id === 'input-unicode'),
    { result: 'not-checked', because: 'a GET call has no body' })
  t.ok(received.filter(({ method }) => method === 'GET').every(({ body }) => body === ''))
})

t.test('channels of the bot', async t => {
  const { url } = await sound(t,
    ({ json }) => json && { body: { replies: [{ type: 'card', content: { title: 'Hotel' } }] } })
  t.strictSame((await findingsOf(url)).ids, [])
  const { ids, report } = await findingsOf(url, { channels: ['telegram'] })
  t.strictSame(ids, ['reply-buttons-missing'])
  t.match(report.findings[0], { saw: /\(telegram\)/ })
})

t.test('queries and bodies of the author are filled in, and vary with what is understood', async t => {
  const { url, received } = await sound(t, ({ url, method }) => {
    if (method === 'GET' && /city=&/.test(url)) return { status: 500, body: {} }
    return method === 'GET' || url === '/own' ? roger() : undefined
  })
  const bot = {
    name: 'shop',
    languages: ['en'],
    skills: {
      weather: {
        actions: [{ webhook: { url: '/weather?city={{#location}}&name={{memory.checkName}}', method: 'GET' } }]
      },
      own: { actions: [{ webhook: { url: '/own', body: '{"said": {{nlp.source}}, "who": "{{#person.fullname}}"}' } }] }
    }
  } as const
  const { ids } = await findingsOf(url, { bot: bot as never })
  const queries = received.filter(({ method }) => method === 'GET')
    .map(({ url }) => new URL(url, 'http://x').searchParams)
  t.ok(queries.some(query => query.get('city') === 'Paris'))
  t.ok(queries.some(query => /^Zo\u00eb/.test(query.get('city') ?? '')))
  t.ok(queries.every(query => /^(?:tk-\w+)?$/.test(query.get('name') ?? '')))
  t.ok(ids.includes('input-entity-missing'), ids.join())
  const own = received.filter(({ url }) => url === '/own').map(({ body }) => body)
  t.match(JSON.parse(own[0] ?? ''), { said: 'hello from Paris', who: 'Ada Lovelace' })
  t.ok(own.some(body => body.includes('O\'Brien said')))
})

t.test('a bot file tells what to call, with which entities and credentials', async t => {
  const { url, received } = await sound(t,
    ({ headers }) => headers.authorization === 'Bearer sesame-open-now' ? undefined : { status: 401, body: {} })
  const report = await check({
    url: `${url}/hooks/`,
    skills: ['order', 'empty'],
    env: { TOKEN: 'sesame-open-now' },
    bot: {
      name: 'shop',
      languages: ['fr'],
      webhook: {
        url: 'http://elsewhere.invalid', errors: `${url}/errors`, auth: { bearer: '${TOKEN}' }
      },
      intents: { order: { expressions: { fr: ['je veux une pizza'] } } },
      entities: { pizza: { values: [{ value: 'margherita' }] }, size: { regex: '\\d+' } },
      skills: {
        order: {
          triggers: [{ and: [{ intent: 'order' }] }],
          requirements: [
            { entity: 'pizza', as: 'choice' }, { entity: 'email' }, { entity: 'size' }, { intent: 'order' }
          ],
          actions: [
            { webhook: '/order' }, { webhook: { url: `${url}/full`, method: 'PUT' } },
            { webhook: { url: '/own', body: { a: 1 } } }, { message: 'Merci' }
          ]
        },
        quiet: { actions: [{ message: 'Rien' }] },
        empty: {}
      }
    }
  })
  t.strictSame(report.findings, [])
  t.strictSame([...new Set(received.map(({ method, url }) => `${method} ${url}`))],
    ['POST /hooks/order', 'PUT /full', 'POST /hooks/own', 'POST /errors'])
  t.match(JSON.parse(received[0]?.body ?? ''), {
    conversation: {
      language: 'fr', skill: 'order', memory: { choice: { raw: 'margherita' }, email: { local: String } }
    },
    nlp: {
      intents: [{ slug: 'order' }],
      entities: { pizza: [{ value: 'margherita' }], size: [{ raw: 'size' }], person: [{ raw: 'Ada Lovelace' }] }
    }
  })
  t.notMatch(JSON.stringify(report), /sesame/)
})

t.test('credentials of a bot file, of each kind', async t => {
  const { url, received } = await sound(t)
  for (const [auth, name, value] of [[
    { basic: { username: 'a', password: 'b' } }, 'authorization', 'Basic YTpi'
  ], [{ header: { name: 'X-Key', value: 'c' } }, 'x-key', 'c']] as const) {
    await check({
      url,
      only: ['load'],
      concurrency: 1,
      bot: { name: 'a', languages: ['en'], webhook: { auth }, skills: { a: { actions: [{ webhook: '/' }] } } }
    })
    t.equal(received.at(-1)?.headers[name], value)
  }
})

t.test('options that cannot be', async t => {
  const wrong: Array<[Partial<CheckOptions>, RegExp]> = [
    [{ url: 'ftp://x' }, /option url must be a URL/],
    [{ url: 'http://a:b@localhost' }, /must not hold credentials/],
    [{ errorsUrl: 'errors' }, /option errorsUrl/],
    [{ headers: { 'a b': 'c' } }, /names that a header can have/],
    [{ headers: { a: 'b\nc' } }, /headers\.a must be one line/],
    [{ only: ['memory-demmo'] }, /did you mean memory-demo\?/],
    [{ skip: ['everything'] }, /groups are answer/],
    [{ channels: ['pigeon' as 'slack'] }, /channels has 'pigeon', which is no channel/],
    [{ url: 'HTTPS://a:b@localhost' }, /must not hold credentials/],
    [{ timeout: 0 }, /timeout must be a whole number/],
    [{ seed: 0.5 }, /seed must be/],
    [{ requests: -1 }, /requests must be/],
    [{ concurrency: 9999 }, /concurrency must be/],
    [{ skils: ['a'] } as object, /unknown option skils; valid options: url, .*; did you mean skills\?/],
    [{ url: undefined as never }, /option url is required: it must be a URL/],
    [{ skills: [] }, /skills must hold a skill/],
    [
      { bot: { name: 'a', languages: ['en'], skills: { a: { actions: [{ message: 'hi' }] } } } },
      /no skill of the bot file calls a webhook/
    ]
  ]
  for (const [options, message] of wrong) {
    await t.rejects(check({ url: 'http://127.0.0.1:9', ...options }), { message },
      JSON.stringify(options))
  }
})

t.test('memory of the user\'s own goes along, and is the webhook\'s to change', async t => {
  const { url, received } = await sound(t, ({ memory, json }) => json && roger({ ...memory, city: 'Lyon' }))
  t.strictSame((await findingsOf(url, { memory: { city: 'Paris' }, protocolVersion: '2018', language: 'fr' })).ids, [])
  t.match(JSON.parse(received[0]?.body ?? ''),
    { action_id: String, conversation: { language: 'fr', memory: { city: 'Paris' } } })
})

t.test('in-process, and slow', async (t: Test) => {
  const report = await check({
    url: 'http://bot.invalid/',
    skip: ['auth'],
    only: ['answer', 'advice'],
    timeout: 3000,
    transport: async ({ url }) => {
      await new Promise(resolve => setTimeout(resolve, 1800))
      return {
        status: 200,
        headers: { 'content-type': 'application/vnd.bot+json' },
        body: (async function * () { yield Buffer.from('{}') })()
      }
    }
  })
  t.strictSame(report.findings.map(({ rule }) => rule), ['answer-slow', 'advice-https'])
})
