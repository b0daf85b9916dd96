import t, { type Test } from 'tap'
import {
  checkBotFile, loadBotFile, openSession, type BotFile, type Outgoing, type SessionOptions
} from '../../lib/platform/index.ts'

const base: BotFile = {
  name: 'bot',
  languages: ['en'],
  intents: { go: { expressions: { en: ['go on'] } } },
  skills: { go: { triggers: { intent: 'go' }, actions: [{ message: 'x' }] } }
}
type Actions = NonNullable<BotFile['skills'][string]['actions']>

async function * bytesOf (text: string): AsyncGenerator<Uint8Array> { yield Buffer.from(text) }

/** A session with one skill; calls are answered by the paths of their URLs, or with 404. */
async function talk (actions: Actions, more: Partial<SessionOptions> = {}, answers: Record<
  string, unknown
> = {}, bot: Partial<BotFile> = {}) {
  const calls: Outgoing[] = []
  const transport: NonNullable<SessionOptions['transport']> = async request => {
    calls.push(request)
    const answer = answers[new URL(request.url).pathname]
    return {
      status: answer === undefined ? 404 : 200,
      headers: { 'content-type': 'application/json' },
      body: bytesOf(JSON.stringify(answer ?? { error: 'none' }))
    }
  }
  const session = await openSession({
    bot: { ...base, ...bot, skills: { go: { triggers: { intent: 'go' }, actions }, ...bot.skills } },
    transport,
    errorsUrl: false,
    language: 'en',
    ...more
  })
  return { session, calls, go: () => session.say('go', { intent: 'go' }) }
}

t.test('a failed call of an API runs its own actions, and its answer can be looked at', async t => {
  const { go } = await talk([
    {
      api: {
        name: 'stock',
        url: 'https://api.example.com/none',
        otherwise: 'Out of order ({{api_service_response.stock.status}}).'
      }
    },
    { if: { expression: 'api_service_response.stock.body.error is none' }, message: 'No such thing.' }
  ])
  const turn = await go()
  t.equal(turn.text, 'Out of order (404).\nNo such thing.')
  t.match(turn.logs.find(({ code }) => code === 'E_API_FAILED'),
    { message: /GET https:\/\/api.example.com\/none failed \(status\)/ })
})

t.test('credentials of a bot go to the origin of its base URL alone, and not where a variable leads', async t => {
  const webhook = {
    url: 'https://bot.example.com', auth: { bearer: 'token-of-the-bot' }, headers: { 'x-key': 'key-of-the-bot' }
  }
  const { go, calls } = await talk([
    { webhook: '/own' }, { webhook: 'https://other.example.com/hook' }, { webhook: '{{memory.next}}' },
    { api: { url: 'https://third.example.com/x', auth: { basic: { username: 'ada', password: 'password-of-api' } } } },
    { api: { url: '/route' } }
  ],
  { memory: { next: 'https://evil.example.com/' } }, { '/own': {}, '/hook': {}, '/': {}, '/x': {}, '/route': {} },
  { webhook })
  await go()
  t.strictSame(calls.map(({ url, headers }) => [new URL(url).host, headers.authorization, headers['x-key']]), [
    ['bot.example.com', 'Bearer token-of-the-bot', 'key-of-the-bot'],
    ['other.example.com', undefined, undefined],
    ['evil.example.com', undefined, undefined],
    ['third.example.com', `Basic ${Buffer.from('ada:password-of-api').toString('base64')}`, undefined],
    ['bot.example.com', 'Bearer token-of-the-bot', 'key-of-the-bot']
  ])
  for (const action of [
    "api: { url: '{{memory.next}}', auth: { bearer: x } }",
    "webhook: { url: 'https://{{memory.host}}/a', headers: { x: '${KEY}' } }",
    "api: { url: '{{memory.next}}?key=${KEY}' }",
    "webhook: { url: 'https://api.example.com{{memory.path}}', headers: { authorization: x } }"
  ]) {
    t.match(await checkBotFile(
      `name: a\nlanguages: [en]\nskills:\n  go:\n    actions:\n      - ${action}\n`, 'bot.yml'
    ), [{ line: 6, message: /a variable decides which host is called, and the call has credentials/ }], action)
  }
})

t.test('a variable of the environment that is not set fails its call alone', async t => {
  const { go } = await talk(
    [{ api: { url: 'https://api.example.com/x', auth: { bearer: '${MISSING}' }, otherwise: 'Not now.' } }], { env: {} }
  )
  const turn = await go()
  t.equal(turn.text, 'Not now.')
  t.match(turn.logs,
    [{}, {}, { code: 'E_API_FAILED', message: /\$\{MISSING\} is not set: set the environment variable MISSING/ }])
})

t.test('a variable of the environment with a backslash before it is text, in calls of every kind', async t => {
  const env = { SHOP: 'of-the-environment' }
  const { go, calls } = await talk([
    {
      api: {
        url: 'https://api.example.com/\\${SHOP}/${SHOP}',
        headers: { 'x-shop': '\\${SHOP}' },
        body: { text: ['\\${SHOP}', '\\\\${SHOP}', '${SHOP}', '\\${shop.name}'] }
      }
    },
    { webhook: { url: '/hook', body: '{"text": "\\${SHOP} and ${SHOP}"}' } }
  ], { env, url: 'https://bot.test' }, { '/hook': {} })
  await go()
  t.match(calls, [{
    url: 'https://api.example.com/${SHOP}/of-the-environment',
    headers: { 'x-shop': '${SHOP}' },
    body: JSON.stringify({ text: ['${SHOP}', '\\${SHOP}', 'of-the-environment', '\\${shop.name}'] })
  }, { body: '{"text": "${SHOP} and of-the-environment"}' }])
})

t.test('the brace behind a variable that has two before it ends the JSON around it', async t => {
  const { go, calls } = await talk([
    { memory: { set: { count: 2, text: 'a "b"' } } },
    { api: { url: 'https://api.example.com/x', method: 'POST', body: '{"a": {"count": {{memory.count}}}}' } },
    { api: { url: 'https://api.example.com/x', method: 'POST', body: '{"raw": {{{memory.count}}}}' } },
    { message: '{ {{memory.count}}} {{{memory.text}}}' }
  ], {}, { '/x': {} })
  t.equal((await go()).text, '{ 2} a "b"')
  t.strictSame(calls.map(({ body }) => body), ['{"a": {"count": 2}}', '{"raw": 2}'])
})

t.test('what a user says and what a variable holds are no variables of the environment', async t => {
  const { session, calls } = await talk([{
    api: { url: 'https://api.example.com/x', headers: { 'x-key': '${KEY}' }, body: { said: '{{nlp.source}}' } }
  }], { env: { KEY: 'a${MISSING}b' } }, { '/x': {} })
  await session.say('costs ${MISSING}', { intent: 'go' })
  t.match(calls, [{ headers: { 'x-key': 'a${MISSING}b' }, body: '{"said":"costs ${MISSING}"}' }])
})

t.test('a skill may be called as a call is: its messages keep their dollar signs', async t => {
  const env = { PRICE: 'nothing' }
  const skills = {
    api: { triggers: { intent: 'go' }, actions: [{ message: 'It costs ${PRICE}.' }, { goto: 'webhook' }] },
    webhook: { actions: [{ message: 'Or ${PRICE}.' }] }
  }
  const session = await openSession({ bot: { ...base, skills }, env, url: 'https://bot.test' })
  t.equal((await session.say('go', { intent: 'go' })).text, 'It costs ${PRICE}.\nOr ${PRICE}.')
})

t.test('two equal webhook actions of one turn are two: each has an id of its own, in the documented ' +
  'body, too', async t => {
  for (const protocolVersion of [undefined, '2018', '2019'] as const) {
    const { go, calls } = await talk([{ webhook: '/' }, { webhook: '/' }],
      protocolVersion === undefined ? {} : { protocolVersion }, { '/': {} })
    await go()
    const ids = calls.map(({ body }) => JSON.parse(body ?? '{}').action_id)
    t.match(ids, [/^[0-9a-f-]{36}$/, /^[0-9a-f-]{36}$/])
    t.not(ids[0], ids[1])
    await go()
    t.strictSame(calls.slice(2).map(({ body }) => JSON.parse(body ?? '{}').action_id), ids, 'the same in each turn')
  }
})

t.test('a base URL with a query keeps it behind each route', async t => {
  const { go, calls } = await talk([{ webhook: '/a' }, { webhook: '/b?x=1' }], { errorsUrl: undefined as never },
    { '/base/a': {} }, { webhook: { url: 'https://bot.example.com/base?code=1234567' } })
  await go()
  t.strictSame(calls.map(({ url }) => url), [
    'https://bot.example.com/base/a?code=1234567', 'https://bot.example.com/base/b?x=1&code=1234567',
    'https://bot.example.com/base/errors?code=1234567'
  ])
})

t.test('templates: blocks, helpers, paths in brackets, triple braces, and braces as text', async t => {
  const memory = { list: [{ n: 'a"b', c: 1 }, { n: 'c', c: 2 }], a: [{ b: 'deep' }], empty: [], html: '<b>' }
  const render = async (message: string) => (await (await talk([{ message }], { memory })).go()).text
  t.equal(await render('{{memory.a.[0].b}} {{memory.a[0].b}} {{memory.list.length}}'), 'deep deep 2')
  t.equal(await render('{{{memory.html}}} {{memory.html}}'), '<b> <b>')
  t.equal(await render('\\{{memory.x}}'), '{{memory.x}}')
  t.equal(await render('{{#each memory.list}}{{n}}{{@index}} {{/each}}'), 'a"b0 c1 ')
  t.equal(await render('{{#eachJoin memory.list}}{{n}}{{/eachJoin}}'), 'a"b,c')
  t.equal(await render(
    '{{#if memory.empty.length}}some{{else}}none{{/if}} {{uppercase memory.a.[0].b}} {{json (pluck memory.list "c")}}'
  ), 'none DEEP [1,2]')
  for (const path of [
    'memory.constructor', 'memory.__proto__.x', 'memory.list.constructor.name', 'memory.html.constructor'
  ]) t.equal(await render(`{{#if ${path}}}open{{else}}closed{{/if}}`), 'closed', path)
  const { session, go } = await talk([{ message: '{{#if memory.x}}{{memory.x}}{{else}}none{{/if}}' }])
  t.equal((await go()).text, 'none')
  session.setMemory({ x: 'now' })
  t.equal((await go()).text, 'now', 'each sentence fills it in anew')
  await t.rejects(render('{{#each memory.list}}'),
    { code: 'FST_BOT_FILE_INVALID', message: /cannot be read as a template: Parse error/ })
  await t.rejects(render('{{#if (shell memory.a)}}x{{/if}}'), { message: /unknown helper shell/ })
})

t.test('a backslash before braces makes them text, also beside blocks, in texts and in JSON', async t => {
  const memory = { x: 'value', list: ['a'] }
  const render = async (message: any) => (await (await talk([{ message }], { memory })).go()).text
  const block = '{{#each memory.list}}{{this}}{{/each}}'
  for (const [written, shown] of [
    ['\\{{memory.x}}', '{{memory.x}}'],
    ['\\\\{{memory.x}}', '\\{{memory.x}}'],
    ['\\\\\\{{memory.x}}', '\\\\{{memory.x}}'],
    ['\\{{{memory.x}}}', '{{{memory.x}}}'],
    ['\\{{#each memory.list}}\\{{/each}}', '{{#each memory.list}}{{/each}}'],
    ['\\{{ open, and {{memory.x}}}', '{{ open, and value}'],
    ['{{memory.x}} \\ \\{{memory.x}} \\{ {{memory.x}}', 'value \\ {{memory.x}} \\{ value']
  ] as const) {
    t.equal(await render(written), shown)
    t.equal(await render(written + block), `${shown}a`, `${written} beside a block`)
    t.equal(await render(block + written), `a${shown}`, `${written} behind a block`)
  }
  // JSON writes a backslash as two: the braces behind are a variable, unless there is a third
  for (const [written, shown] of [
    ['\\{{memory.x}}', '{{memory.x}}'], ['\\\\{{memory.x}}', '\\value'], ['\\\\\\{{memory.x}}', '\\{{memory.x}}'],
    ['\\"\\{{memory.x}}', '"{{memory.x}}'], ['\\\\\\\\{{memory.x}}', '\\\\value']
  ] as const) {
    for (const [beside, text] of [['', ''], [block, 'a'], [`\\\\${block}`, '\\a']] as const) {
      t.equal(await render({ script: `{"type":"text","content":"${written} ${beside}"}` }), `${shown} ${text}`,
        `${written} ${beside}`)
    }
  }
  const message = { script: '{"type":"text","content":"\\\\{{#if memory.x}}y{{/if}}"}' }
  t.strictSame(await checkBotFile(JSON.stringify({ ...base, skills: { a: { actions: [{ message }] } } }), 'bot'), [])
})

t.test('every helper does what its name says', async t => {
  const memory = { a: 'Ab', n: 5, m: 7, none: null, o: { deep: 'x' }, list: [{ k: 1 }, { k: 2 }] }
  for (const [template, said] of [
    ['{{#unless memory.none}}yes{{else}}no{{/unless}}', 'yes'], ['{{#with memory.o}}{{deep}}{{/with}}', 'x'],
    ['{{uppercase memory.a}}', 'AB'], ['{{lowercase memory.a}}', 'ab'], ['{{json memory.o}}', '{"deep":"x"}'],
    ['{{json (pluck memory.list "k")}}', '[1,2]'], ['{{lookup memory.o "deep"}}', 'x'],
    ['{{eq memory.n "5"}} {{eq memory.n 7}}', 'true false'], ['{{ne memory.n 7}} {{ne memory.n 5}}', 'true false'],
    ['{{lt memory.n memory.m}} {{lt memory.n 5}}', 'true false'],
    ['{{lte memory.n 5}} {{lte memory.m 5}}', 'true false'],
    ['{{gt memory.m memory.n}} {{gt memory.n 5}}', 'true false'],
    ['{{gte memory.n 5}} {{gte memory.n 7}}', 'true false'],
    ['{{and memory.a memory.n}} {{and memory.a memory.none}}', 'true false'],
    ['{{or memory.none memory.n}} {{or memory.none memory.gone}}', 'true false'],
    ['{{not memory.none}} {{not memory.a}}', 'true false'],
    ['{{#eachJoin memory.list separator=" / "}}{{k}}{{else}}none{{/eachJoin}}', '1 / 2'],
    ['{{#eachJoin memory.gone}}{{k}}{{else}}none{{/eachJoin}}', 'none'],
    ['{{#each memory.list}}{{#if @last}}{{k}}{{/if}}{{/each}}', '2'],
    ['{{#eachJoin memory.o}}{{this}}{{/eachJoin}}', 'x'],
    ['{{json memory.gone}} {{json (pluck memory.list "n")}} {{json (pluck memory.a "k")}}', 'null [null,null] []'],
    ['{{5}}{{#if memory.n}}{{#location}} {{#location.lat}}{{/if}}', '5Paris 48']
  ] as const) {
    const { session } = await talk([{ message: template }], { memory })
    const entities = { location: { raw: 'Paris', confidence: 1, lat: 48 } }
    t.equal((await session.say('go', { intent: 'go', entities })).text, said, template)
  }
})

t.test('an object or a list is written as JSON, whatever yields it', async t => {
  const o = { deep: { x: 1 } }
  const memory = { o, same: { ...o }, list: [{ k: { x: 1 } }, { k: 2 }], a: [{ b: 'c' }] }
  const render = async (message: unknown) =>
    (await (await talk([{ message: message as string }], { memory })).go()).text
  for (const [template, said] of [
    ['{{lookup memory.a 0}}', '{"b":"c"}'], ['{{lookup memory.o "deep"}}', '{"x":1}'],
    ['{{{lookup memory.a 0}}}', '{"b":"c"}'], ['{{pluck memory.list "k"}}', '[{"x":1},2]'],
    ['{{{memory.o}}} {{!}}', '{"deep":{"x":1}} '],
    ['{{#each memory.list}}{{this}};{{/each}}', '{"k":{"x":1}};{"k":2};'],
    ['{{#each memory.o}}{{@key}} {{{this}}}{{/each}}', 'deep {"x":1}'],
    ['{{uppercase memory.o.deep}}', '{"X":1}'], ['{{lookup memory.gone "x"}}{{#if memory.o}}yes{{/if}}', 'yes'],
    ['{{eq memory.o memory.same}} {{eq memory.o memory.a}} {{ne memory.o memory.a}}', 'true false true']
  ] as const) t.equal(await render(template), said, template)
  const script = '{"type": "text", "content": "{{pluck memory.list "k"}} {{{lookup memory.a 0}}}"}'
  t.equal(await render({ script: script.replace('{{{lookup memory.a 0}}}', '') }), '[{"x":1},2] ')
  t.equal(await render({
    script: '{"type": "text", "content": {{json (lookup memory.o "deep")}}, {{{memory.gone}}}' +
    '"content": "{{lookup memory.a 0}}"}'
  }), '{"b":"c"}')
  t.equal(await render({ script: '{"type":"text","extra":{{lookup memory.gone "x"}},"content":"said"}' }), 'said',
    'what is not there is null')
})

t.test('a script makes the message; what is empty or no message is in the log, and not sent', async t => {
  const script = '{"type":"list","delay":"","markdown":null,"content":{"title":"T","elements":[{{#each ' +
    'memory.list}}{"title":"{{n}}","count":{{c}}},{{/each}}],"buttons":[]}}'
  const { go } = await talk([
    { message: { script } }, { message: '{{memory.nothing}}' }, { message: { script: '{{memory.nothing}}' } },
    { message: { script: 'no {{json memory}}' } }, { message: { script: '{{#if memory.nothing}}x{{/if}}' } }
  ], { memory: { list: [{ n: 'a"b', c: 1 }, { n: 'c', c: 2 }] } })
  const { replies, logs } = await go()
  t.strictSame(replies, [{
    type: 'list',
    content: { title: 'T', elements: [{ title: 'a"b', count: 1 }, { title: 'c', count: 2 }], buttons: [] }
  }])
  t.strictSame(logs.filter(({ level }) => level === 'warn').map(({ code }) => code),
    ['W_MESSAGE_EMPTY', 'W_MESSAGE_INVALID', 'W_MESSAGE_INVALID', 'W_MESSAGE_INVALID'])
  t.match(logs.slice(-2), [{ message: /a script has become no JSON/ }, { message: /a script has become nothing/ }])
})

t.test('a template that renders too much leaves out its action alone, and the turn goes on', async t => {
  const items = Array.from({ length: 400 }, (_, index) => ({ index, words: 'w'.repeat(3000) }))
  const rows = '{{#each memory.items}}{{#each ../memory.items}}x{{/each}}{{/each}}'
  const words = '{{#each memory.items}}{{words}}{{/each}}'
  for (const [action, told] of [
    [{ message: rows }, /a message is not sent, .*: its blocks go over more than 100000 items$/],
    [{ message: words }, /a message is not sent, .*: it renders more than 1000000 characters$/],
    [{ message: { script: `{"type":"text","content":"${words}"}` } }, /a message is not sent/],
    [{ disambiguate: words }, /a choice is not offered/],
    [{ memory: { set: { all: words } } }, /an action is left out/],
    [{ webhook: { url: '/hook', body: { all: words } } }, /a webhook is not called/],
    [{ api: { url: 'https://api.example.com/', body: words } }, /an API is not called/]
  ] as const) {
    const { go, calls } = await talk([action, { message: 'Fine.' }] as Actions,
      { memory: { items }, url: 'https://bot.test' })
    const { text, logs, state } = await go()
    t.equal(text, 'Fine.')
    t.strictSame([calls.length, Object.keys(state.memory)], [0, ['items']])
    t.match(logs.filter(({ level }) => level === 'error'), [{ code: 'E_TEMPLATE_FAILED', message: told }])
  }
})

t.test('a bot with more templates than are kept compiled fills in all of them, again and again', async t => {
  const actions = Array.from({ length: 1001 }, (_, index) => ({ message: `${index}{{#if memory.x}}!{{/if}}` }))
  const { go } = await talk(actions, { memory: { x: true } })
  const expected = actions.map((_, index) => `${index}!`).join('\n')
  t.equal((await go()).text, expected)
  t.equal((await go()).text, expected)
})

t.test('a large answer of an API is there for its own sentence, and not for later ones', async t => {
  const { session, go } = await talk([
    { if: { memory: 'asked' }, message: 'Later {{api_service_response.stock.body.item}}.' },
    {
      if: { not: { memory: 'asked' } },
      actions: [
        { api: { name: 'stock', url: 'https://api.example.com/large' } },
        { message: 'Now {{api_service_response.stock.body.item}}.' }
      ]
    }
  ], {}, { '/large': { item: 'lamp', rest: 'r'.repeat(70_000) } })
  const { text, logs } = await go()
  t.equal(text, 'Now lamp.')
  t.match(logs.find(({ code }) => code === 'I_API_RESPONSE_LARGE'), { message: /has more than 65536 characters/ })
  session.setMemory({ asked: true })
  t.equal((await go()).text, 'Later .')
})

t.test('a choice has a button for each skill that was triggered, with its title in the language; without any it is ' +
  'words', async t => {
  const choice = { actions: [{ disambiguate: { en: 'Which?', fr: 'Lequel ?' } }] }
  const titles = [{ en: 'Pay a bill', fr: 'Payer' }, { de: 'Zahlen' }, 'Call', undefined]
  const skills = Object.fromEntries(titles.map((title, index) =>
    [`skill-${index}`, { triggers: '@go', actions: [{ message: 'x' }], ...(title !== undefined && { title }) }]))
  const more = { languages: ['en', 'fr'], skills: { ...skills, choice } as BotFile['skills'], disambiguation: 'choice' }
  const session = await openSession({ bot: { ...base, ...more }, language: 'fr' })
  t.match((await session.say('go', { intent: 'go' })).replies, [{
    type: 'buttons',
    content: {
      title: 'Lequel ?',
      buttons: ['Payer', 'skill-1', 'Call', 'skill-3'].map((title, index) =>
        ({ title, type: 'trigger_skill', value: `skill-${index}` }))
    }
  }])
  t.strictSame((await session.say('go', { skill: 'choice' })).replies, [{ type: 'text', content: 'Lequel ?' }])
})

t.test('one of several wordings is sent, the same for the same seed', async t => {
  const wordings = ['one', 'two', 'three', 'four']
  const said = async (seed: number) => {
    const { go } = await talk([{ message: wordings }], { seed })
    return [(await go()).text, (await go()).text, (await go()).text, (await go()).text].join()
  }
  t.equal(await said(5), await said(5))
  const all = new Set((await Promise.all([1, 2, 3, 4, 5].map(said))).flatMap(text => text.split(',')))
  t.ok(all.size > 1 && [...all].every(word => wordings.includes(word)))
})

t.test('one of several requirements suffices, and all of a group are asked for', async t => {
  const bot: Partial<BotFile> = {
    entities: {
      city: { values: ['Paris'] }, country: { values: ['France'] }, day: { values: ['monday'] }, year: { values: [] }
    },
    skills: {
      go: {
        triggers: { intent: 'go' },
        requirements: [
          { or: [{ entity: 'city' }, { entity: 'country', complete: 'A country.' }], question: 'Where?' },
          {
            and: [{ entity: 'day' }, { entity: 'year', question: 'Which year?' }], question: 'When?', complete: 'Both.'
          }
        ],
        actions: [{ message: 'Fine.' }]
      }
    }
  }
  const { session, go } = await talk([], {}, {}, bot)
  t.equal((await go()).text, 'Where?')
  const asked = await session.say('no idea', {})
  t.strictSame(asked.decision?.waiting, { skill: 'go', key: 'city or country', filled: false })
  t.equal((await session.say('France')).text, 'A country.\nWhen?')
  t.equal((await session.say('monday')).text, 'Which year?')
  const again = await session.say('no idea', {})
  t.match(again.decision, { waiting: { skill: 'go', key: 'year', filled: false }, summary: /still waits for year/ })
  t.equal((await session.say('2026', { entities: { year: '2026' } })).text, 'Both.\nFine.')
})

t.test('a skill begins each conversation, once; a reset begins it again', async t => {
  const { session, go } = await talk([{ message: 'Go {{memory.user}}.' }], {}, {}, {
    initialize: 'begin',
    intents: { go: { expressions: {} }, stop: { expressions: {} } },
    skills: {
      begin: { actions: [{ memory: { set: { user: 'Ada' } } }] },
      stop: {
        triggers: { intent: 'stop' },
        actions: [{ memory: { set: { user: 'Bob' } } }, { reset: true }, { message: 'Again.' }]
      }
    }
  })
  t.equal((await go()).text, 'Go Ada.')
  session.setMemory({})
  t.equal((await go()).text, 'Go .', 'not a second time')
  const stopped = await session.say('stop', { intent: 'stop' })
  t.match(stopped.state, { memory: {}, language: null, skill: null, skill_occurences: 0 })
  t.equal((await go()).text, 'Go Ada.')
})

t.test('a group of actions looks at its condition once', async t => {
  const { go } = await talk([
    { if: { not: { memory: 'done' } }, actions: [{ memory: { set: { done: true } } }, { message: 'Still here.' }] },
    { if: { not: { memory: 'done' } }, message: 'Never.' }
  ])
  const { text, logs } = await go()
  t.equal(text, 'Still here.')
  t.match(logs.at(-1),
    { code: 'I_ACTION_SKIPPED', message: '/skills/go/actions/1 is skipped: its condition does not hold' })
})

t.test('a conversation in en-US gets the messages of en; any language can be spoken', async (t: Test) => {
  const { session } = await talk([{ message: { en: 'Hello', he: 'שלום' } }], { language: 'en-US' }, {},
    { languages: ['en', 'he'], intents: { go: { expressions: { en: ['go on'], he: ['קדימה בבקשה'] } } } })
  t.equal((await session.say('go on')).text, 'Hello')
  t.match(session.warnings, [/^he: sentences are compared word by word/])
  session.setLanguage('he')
  const turn = await session.say('קדימה בבקשה')
  t.equal(turn.text, 'שלום')
  t.equal(turn.nlp.processing_language, 'he')
})

t.test('a requirement on an entity of the bot that has no words in a language is told', async t => {
  const warnings = async (entities: NonNullable<BotFile['entities']>) => {
    const skills = { go: { requirements: [{ or: [{ entity: 'size' }] }] } }
    const { warnings } = await loadBotFile({ name: 'a', languages: ['en', 'ru'], entities, skills })
    return warnings.map(({ path, message }) => `${path}: ${message}`)
  }
  const path = '/skills/go/requirements/0/or/0/entity'
  const never = [`${path}: nothing recognises \`size\`: give it values, or the bot asks for ever`]
  const inRussian =
    [`${path}: \`size\` is not recognised in ru: give it values, or the bot asks for ever in that language`]
  for (const [entities, told] of [
    [{ size: { values: ['big'] } }, []],
    [{ size: { values: { en: ['big'], ru: ['большой'] } } }, []],
    [{ size: { values: { en: ['big'] } } }, inRussian],
    [{ size: { values: { en: ['big'], ru: [] } } }, inRussian],
    [{ size: { values: [] } }, never],
    [{ size: { regex: 'X?L' } }, []],
    [{ size: { free: true, values: [], after: ['size'] } }, []],
    [{ size: { free: true, values: [] } }, never],
    [{ size: { of: 'number', after: ['size'] } }, inRussian],
    [{ size: { of: 'email', before: ['size'] } }, []],
    [{ size: { of: 'location', after: ['size'] } }, never],
    [{ size: { of: 'width', after: ['size'] }, width: { values: { en: ['wide'] } } }, inRussian],
    [{ size: { of: 'width', after: ['size'] }, width: { of: 'size', after: ['width'] } }, never]
  ] as const) t.strictSame(await warnings(entities as NonNullable<BotFile['entities']>), told, JSON.stringify(entities))
})

t.test('a requirement on an entity that is not recognised is told when the file is read', async t => {
  const requires = (entity: string, languages: string[]) =>
    loadBotFile({ name: 'a', languages, skills: { go: { requirements: [{ entity }] } } })
  t.match((await requires('number', ['ru', 'en'])).warnings,
    [{ severity: 'warning', path: '/skills/go/requirements/0/entity', message: /`number` is not recognised in ru/ }])
  t.match((await requires('location', ['en'])).warnings, [{ message: /nothing recognises the gold entity `location`/ }])
  t.strictSame((await requires('email', ['ru'])).warnings, [])
  t.match((await loadBotFile({
    name: 'a',
    languages: ['en'],
    skills: { a: { actions: [{ goto: 'b' }] }, b: { actions: [{ goto: { skill: 'a' } }] } }
  })).warnings, [{ message: /a circle of skills: a > b > a/ }])
})

t.test('an answer that is the own JSON of an API is told', async t => {
  const { go } = await talk([{ webhook: '/api' }], {}, { '/api': { value: [1] } })
  t.match((await go()).logs.at(-1), { code: 'W_REPLY_FINDING', message: /neither replies nor conversation, but value;/ })
  const long = await talk([{ webhook: '/api' }], {}, { '/api': { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } })
  t.match((await long.go()).logs.at(-1), { message: /neither replies nor conversation, but a, b, c, d, e and more;/ })
})
