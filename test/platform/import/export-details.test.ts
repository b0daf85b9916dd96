import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkBotFile, importBot, openSession } from '../../../lib/platform/index.ts'
import { zipOf } from './zip.ts'

async function * bytesOf (text: string): AsyncGenerator<Uint8Array> { yield Buffer.from(text) }

const present = (value: string) => ({
  type: 'data', operator: { name: 'is-present' }, left: [{ type: 'interpreted', value }], right: {}
})
const skill = (id: string, more: Record<string, unknown> = {}) => ({
  id, slug: id, name: id, type: 'business', is_active: true, in_condition: null, ...more
})
const say = (value: unknown, more: Record<string, unknown> = {}) => ({
  id: 'm', type: 'message', message: [{ language: 'de', value: JSON.stringify(value), ...more }]
})
const text = (content: string) => ({ type: 'text', content })
const dialog = (id: string, ...actions: unknown[]) => ({
  id, requirement: null, out_condition: { type: 'all', children: [{ type: 'and', actions, children: [] }] }
})
const call = (id: string, more: Record<string, unknown>) => ({
  request_type: 'service-api',
  api_service_response: id,
  http_type: 'GET',
  url: 'https://api.example.com',
  header: { mode: 'custom', parameters: '{}' },
  body: { mode: 'none', parameters: null },
  reference: { reference_id: id },
  ...more
})
const http = (id: string) => ({ id, type: 'http', message: [] })

interface Parts {
  triggers?: unknown[]
  dialogs?: unknown[]
  requests?: unknown[]
  train?: Record<string, unknown>
  qna?: Record<string, unknown>
}

/** Imports an export whose zip has these parts. @param separator of the names in it */
async function importParts (t: Pick<Test, 'testdir' | 'strictSame'>, parts: Parts, separator = '/') {
  const path = join(t.testdir(), 'bot.zip')
  const part = (folder: string, value: unknown) => ({
    name: ['My bot (1)', folder, 'part.json'].join(separator), data: JSON.stringify(value)
  })
  await writeFile(path, zipOf([
    part('bc', { bot_versions: [{ web_requests: parts.requests ?? [] }] }),
    part('csr', { bot_versions: [{ skills: parts.triggers ?? [] }] }),
    part('dm', { bot_versions: [{ skills: parts.dialogs ?? [] }] }),
    part('qna', { qnas: [], ...parts.qna }),
    part('train', {
      datasets: [{ language: 'de' }],
      intents: [{ slug: 'greet' }],
      entities: [{ slug: 'size', type: 2 }],
      expressions: [{ intent_id: 0, source: 'hallo', language: 'de' }],
      ...parts.train
    })
  ]))
  const imported = await importBot(path)
  t.strictSame(await checkBotFile(imported.yaml, 'bot.yml'), [], 'it can be opened')
  return imported
}

t.test('a zip that Windows packed, with backslashes, in a folder of its own', async t => {
  const { bot, items } = await importParts(t, {
    triggers: [skill('a', { in_condition: present('@greet') })],
    dialogs: [dialog('a', say(text('Hallo!')))]
  }, '\\')
  t.strictSame(items, [])
  t.strictSame(bot.skills, { a: { triggers: { intent: 'greet' }, actions: [{ message: 'Hallo!' }] } })
})

t.test('questions and answers of an export are in the language of its dataset, which comes later', async t => {
  const { bot } = await importParts(t, { qna: { qnas: [{ question: 'Was kostet es?', answer: 'Nichts.' }] } })
  t.strictSame(bot.languages, ['de'])
  t.strictSame(bot.intents?.['was-kostet-es'], { expressions: { de: ['Was kostet es?'] } })
})

t.test('a fallback that was switched off is not used, and another one is', async t => {
  const { bot, items } = await importParts(t, {
    triggers: [
      skill('off', { type: 'fallback', is_active: false }), skill('on', { type: 'fallback' }),
      skill('idle', { is_active: false, in_condition: present('@greet') })
    ],
    dialogs: [dialog('off', say(text('Nein'))), dialog('on', say(text('Wie bitte?'))), dialog('idle')]
  })
  t.equal(bot.fallback, 'on')
  t.match(items, [
    { kind: 'lost', target: '/skills/off', message: /of type fallback was switched off/ },
    { kind: 'lost', target: '/skills/idle', message: /was switched off/ }
  ])
})

t.test('all wordings of the text of a disambiguation skill are asked, whatever options they have', async t => {
  const ask = (wordings: unknown[]) => importParts(t, {
    triggers: [skill('which', { type: 'disambiguation' })],
    dialogs: [dialog('which', {
      type: 'message', message: wordings.map(value => ({ language: 'de', value: JSON.stringify(value) }))
    })]
  })
  t.strictSame((await ask([{ ...text('Was?'), delay: 1 }])).bot.skills.which, { actions: [{ disambiguate: 'Was?' }] })
  t.strictSame((await ask([text('Was?'), text('Was nun?')])).bot.skills.which,
    { actions: [{ disambiguate: { de: ['Was?', 'Was nun?'] } }] })
  t.match((await ask([{ type: 'picture', content: 'https://example.com/a.png' }])).bot.skills.which,
    { actions: [{ message: {} }, { disambiguate: 'Did you mean one of these?' }] })
})

t.test('what a readme says is kept, if a person wrote it', async t => {
  const { bot } = await importParts(t, {
    triggers: [
      skill('a', { readme: '# README\n\n> You can update this readme to explain what your skill does.' }),
      skill('b', { readme: 'Shows orders' })
    ],
    dialogs: [dialog('a'), dialog('b')]
  })
  t.strictSame(bot.skills, { a: {}, b: { description: 'Shows orders' } })
})

t.test('buttons that start a skill do so in every kind of message, or it is told', async t => {
  const button = { title: 'Los', type: 'postback', value: 'x' }
  const { bot, items } = await importParts(t, {
    triggers: [skill('a'), skill('b')],
    dialogs: [dialog('a', say({
      type: 'carousel',
      content: [
        { title: 'Eins', buttons: [button] }, { title: 'Zwei', buttons: [button, button] }
      ]
    }, { directSkillTriggers: ['b', '', 'gone', 'b'] })), dialog('b')]
  })
  t.match(bot.skills.a?.actions, [{
    message: {
      content: [
        { buttons: [{ type: 'trigger_skill', value: 'b' }] }, { buttons: [button, button] }
      ]
    }
  }])
  t.match(items.map(({ kind, message }) => `${kind} ${message}`), [
    'lost a button that starts skill gone does not do so: the export has no such skill',
    'lost a button that starts skill b does not do so: there is no button for it'
  ])
})

t.test('headers of a call are kept as they are; credentials become variables wherever they stand', async t => {
  const { bot, yaml, items } = await importParts(t, {
    triggers: [skill('a')],
    requests: [
      call('r1', {
        header: {
          mode: 'custom',
          parameters: JSON.stringify({
            APIKey: 'key-of-a-shop',
            Authorization: 'Bearer {{memory.token}}',
            'x-on': true,
            'Content-Type': 'application/json; odata=verbose'
          })
        }
      }),
      call('r2', { url: 'https://ada:secret-word@api.example.com/b' }),
      call('r3', { header: { mode: 'custom', parameters: '{Accept: json}' }, body: { parameters: '{"a":1}' } }),
      call('hook', {
        request_type: 'webhook',
        api_service_response: null,
        http_type: 'POST',
        url: 'https://bob:other-word@api.example.com/c'
      }),
      call('orphan', {})
    ],
    dialogs: [dialog('a', http('r1'), http('r2'), http('r3'), http('hook'))]
  })
  t.strictSame(bot.skills.a?.actions, [
    {
      api: {
        name: 'r1',
        url: 'https://api.example.com',
        headers: {
          APIKey: '${R1_APIKEY}',
          Authorization: 'Bearer {{memory.token}}',
          'x-on': 'true',
          'Content-Type': 'application/json; odata=verbose'
        }
      }
    },
    {
      api: {
        name: 'r2', url: 'https://api.example.com/b', auth: { basic: { username: 'ada', password: '${R2_PASSWORD}' } }
      }
    },
    { api: { name: 'r3', url: 'https://api.example.com' } },
    { webhook: 'https://api.example.com/c' }
  ])
  t.notMatch(yaml, /key-of-a-shop|secret-word|other-word/)
  t.match(items.map(({ kind, source, message }) => `${kind} ${source.split('/').at(-1)}: ${message}`), [
    /^lost 4: the call belongs to no action/, /^note header: the header APIKey of the call r1 .* set \$\{R1_APIKEY\}/,
    /^note auth: credentials of the call r2/, /^lost header: the headers of the call r3 are no JSON/,
    /^note body: a GET has no body/, /^lost auth: credentials of a webhook/
  ])
})

t.test('a dollar sign with a name in braces stays text in a call, whatever the environment holds', async t => {
  const path = join(t.testdir(), 'bot')
  const said = '${HOME} costs ${PRICE}'
  const { bot, yaml } = await importParts(t, {
    triggers: [skill('a', { in_condition: present('@greet') })],
    dialogs: [dialog('a', http('one'), http('two'), say(text(said)))],
    requests: [
      call('one', {
        http_type: 'POST',
        url: 'https://api.example.com/${HOME}',
        header: { parameters: JSON.stringify({ 'x-note': said, 'x-api-key': '{{memory.key}}${HOME}' }) },
        body: { mode: 'custom', parameters: JSON.stringify({ note: [said], more: '{{memory.a}}' }) },
        auth: { type: 'basic', username: '${HOME}' }
      }),
      call('two', {
        request_type: 'webhook',
        api_service_response: null,
        http_type: 'POST',
        body: {
          mode: 'custom', parameters: `{"note": "${said}", "count": {{memory.count}}}`
        }
      })
    ]
  })
  await writeFile(path, yaml)
  const sent: Array<{ url: string, headers: Record<string, string>, body?: string | undefined }> = []
  const session = await openSession({
    bot: path,
    env: { HOME: '/root', PRICE: '5', ONE_PASSWORD: 'sesame' },
    transport: async request => {
      sent.push(request)
      return { status: 200, headers: { 'content-type': 'application/json' }, body: bytesOf('{}') }
    }
  })
  const turn = await session.say('hallo', { intent: 'greet' })
  t.equal(turn.text, said)
  t.match(sent, [{
    url: 'https://api.example.com/${HOME}',
    headers: {
      'x-note': said, 'x-api-key': '${HOME}', authorization: `Basic ${btoa('${HOME}:sesame')}`
    },
    body: JSON.stringify({ note: [said], more: '' })
  }, { body: `{"note": "${said}", "count": null}` }])
  t.match(bot.skills.a?.actions?.at(-1), { message: said })
})

t.test('a body has variables in quotes as text and others as what they hold; an empty one is sent', async t => {
  const bodies = async (parameters: string, method = 'POST') => {
    const { bot, items } = await importParts(t, {
      triggers: [skill('a', { in_condition: present('@greet') })],
      dialogs: [dialog('a', http('one'))],
      requests: [call('one', { http_type: method, body: { mode: 'custom', parameters } })]
    })
    t.strictSame(items, [], parameters)
    const sent: Array<string | undefined> = []
    const session = await openSession({
      bot,
      memory: { n: 5 },
      url: 'https://bot.test',
      transport: async request => {
        sent.push(request.body)
        return { status: 200, headers: { 'content-type': 'application/json' }, body: bytesOf('{}') }
      }
    })
    await session.say('hallo', { intent: 'greet' })
    return sent
  }
  t.strictSame(await bodies('{"a":"{{memory.n}}"}'), ['{"a":"5"}'])
  t.strictSame(await bodies('{"a":{{memory.n}}}'), ['{"a":5}'])
  t.strictSame(await bodies('{"a":"is {{memory.n}}","b":[1]}'), ['{"a":"is 5","b":[1]}'])
  t.strictSame(await bodies('{}'), ['{}'])
  t.strictSame(await bodies('{}', 'GET'), [undefined])
})

t.test('the right side of a condition may be a variable, and differ between languages', async t => {
  const leaf = (more: Record<string, unknown>) =>
    ({ type: 'data', operator: 'is', left: [{ value: '#size' }], ...more })
  const { bot } = await importParts(t, {
    triggers: [skill('a', {
      in_condition: {
        type: 'or',
        children: [
          leaf({ right: [{ type: 'memory', value: 'wanted' }] }),
          leaf({ right: { '': [{ type: 'interpreted', value: '_memory.other' }] } }),
          leaf({ right: { en: [{ type: 'string', value: 'big' }], de: ['gross'] } }),
          leaf({ left: [], operands: [{ value: '#size', isLeft: true }, { type: 'memory', value: 'memory.third' }] }),
          leaf({ operator: 'matches', right: [{ type: 'string', value: '{{memory.pattern}}' }] })
        ]
      }
    })],
    dialogs: [dialog('a', say(text('Ja')))]
  })
  t.strictSame(bot.skills.a?.triggers, [
    { expression: '#size is {{memory.wanted}}' }, { expression: '#size is {{_memory.other}}' },
    { and: [{ expression: 'language is en' }, { expression: '#size is big' }] },
    { and: [{ expression: 'language is de' }, { expression: '#size is gross' }] },
    { expression: '#size is {{memory.third}}' }, { expression: '#size matches {{memory.pattern}}' }
  ])
  const session = await openSession({ bot, memory: { wanted: 'klein' }, url: 'https://bot.test' })
  t.equal((await session.say('klein', { intents: [], entities: { size: 'klein' } })).text, 'Ja')
})

t.test('enrichments that stand inside a gazette are those of its values', async t => {
  const path = join(t.testdir(), 'a.json')
  await writeFile(path, JSON.stringify({
    gazettes: [{
      name: 'size',
      type: 'restricted',
      synonyms: ['big', 'large'],
      enrichments: {
        enrichment_pair_keys: { cm: { default: '5' }, kind: 'width' },
        enrichment_groups: [{ name: 'big', values: ['big', 'large'], pairs: [{ key: 'cm', value: '[9]' }] }]
      }
    }]
  }))
  t.strictSame((await importBot(path)).bot.entities?.size, {
    values: [{ value: 'big', synonyms: ['large'], enrichment: { cm: [9] } }], enrichment: { cm: '5', kind: 'width' }
  })
})

t.test('a value of the memory is JSON with variables in it, or told', async t => {
  const set = async (value: unknown) => {
    const { bot, items } = await importParts(t, {
      triggers: [skill('a', { in_condition: present('@greet') })],
      dialogs: [dialog('a', { type: 'edit_memory', value: JSON.stringify({ set: [{ key: 'x', value }] }) })]
    })
    t.match(items, items.map(() => ({ kind: 'changed', source: /actions\/0\/value$/, target: '/skills/a' })))
    const session = await openSession({ bot, memory: { n: 5, words: 'big', list: [1, 2] }, url: 'https://bot.test' })
    return { x: (await session.say('hallo', { intent: 'greet' })).memory.x, told: items.map(({ message }) => message) }
  }
  for (const [value, x] of [
    ['{"count": {{memory.n}}, "all": [{{memory.list}}, {"n": {{memory.n}}}]}', { count: 5, all: [[1, 2], { n: 5 }] }],
    ['{"text": "is {{memory.words}} \\"{{memory.n}}\\""}', { text: 'is big "5"' }],
    ['{"n":{{memory.n}}}', { n: 5 }], ['[{{{memory.n}}}]', [5]], ['{{memory.n}}', 5], ['is {{memory.n}}', 'is 5'],
    ['12', 12], ['12 apples', '12 apples'], ['true', true], [{ a: '{{memory.n}}' }, { a: 5 }], [null, null]
  ] as const) t.strictSame(await set(value), { x, told: [] }, String(value))
  t.match(await set('{"a": "{{memory.n}}"}'),
    { x: { a: 5 }, told: [/the value of memory.x had {{memory.n}} in quotes, as text: it is what the variable holds/] })
  t.match(await set('[{{#each memory.list}}{{this}},{{/each}}0]'),
    { x: '[1,2,0]', told: [/the value of memory.x is no JSON before its variables are filled in: it is text now/] })
})

t.test('each enrichment that leads nowhere is told', async t => {
  const { bot, items } = await importParts(t, {
    train: {
      synonyms: [{ entity_id: 0, value: 'klein', language: 'de' }],
      enrichment_pair_keys: [{ entity_id: 0, key: 'cm' }, { entity_id: 9, key: 'none' }],
      enrichment_groups: [{ entity_id: 0, name: 'small' }, { entity_id: 9, name: 'none' }],
      entity_group_values: [{ enrichment_group_id: 0, value: 'klein' }],
      enrichment_pair_values: [
        { enrichment_pair_key_id: 0, enrichment_group_id: 0, value: '5' },
        { enrichment_pair_key_id: 0, enrichment_group_id: 0, value: '6' }
      ]
    }
  })
  t.strictSame(bot.entities?.size?.values, [{ value: 'klein', enrichment: { cm: '5' } }])
  t.match(items.map(({ kind, source }) => `${kind} ${source.split('#')[1] ?? ''}`),
    ['lost /enrichment_pair_values/1', 'lost /enrichment_pair_keys/1', 'lost /enrichment_groups/1'])
})

t.test('a regular expression that JavaScript would read otherwise is reported, not taken', async t => {
  const patterns = {
    '[[:^alpha:]]+': false,
    'a\\Rb': false,
    'a\\Kb': false,
    '[a-z&&[^aeiou]]': false,
    '[a[0-9]]': false,
    '(?<x>a)\\g<x>': false,
    '\\p{Alpha}+': true,
    '[\\[\\]a]': true,
    'a\\\\Rb': true,
    '[A-Z]{2}[0-9]': true
  }
  const { items } = await importParts(t, {
    train: {
      entities: Object.keys(patterns).map((pattern, index) => ({ slug: `e${index}`, type: 3, regex_pattern: pattern }))
    }
  })
  t.strictSame(items.map(({ source }) => Number(source.split('/').at(-1))),
    Object.values(patterns).flatMap((isSame, index) => isSame ? [] : [index]))
})

t.test('what the engine cannot run is left out with its place in the export, and is a comment', async t => {
  const { bot, yaml, items } = await importParts(t, {
    triggers: [skill('a', { in_condition: present('@greet') })],
    dialogs: [dialog('a', say(text('{{math 1 "+" 2}}')), say({
      type: 'script',
      content: '[{{#eachJoin memory.list}}' +
      '{"type":"text","content":"{{formatDate day}}"}{{/eachJoin}}]'
    }), say(text('Hallo!')))]
  })
  t.strictSame(bot.skills.a?.actions, [{ message: 'Hallo!' }])
  t.match(items, [
    {
      kind: 'lost',
      source: 'My bot (1)/dm/part.json#/bot_versions/0/skills/0',
      target: '/skills/a',
      message: /there is no helper `math`/
    },
    { kind: 'lost', target: '/skills/a', message: /unknown helper formatDate/ }
  ])
  t.match(yaml, /# left out: \{"message":"\{\{math .*there is no helper `math`/)
  const session = await openSession({ bot, language: 'de' })
  t.equal((await session.say('hallo')).text, 'Hallo!')
})

t.test('places are those of the input, also where a position gives another order', async t => {
  const { bot, items } = await importParts(t, {
    triggers: [skill('a')],
    dialogs: [dialog('a', { ...say(text('zwei')), position: 2 }, { type: 'telepathy', position: 3 },
      { ...say(text('eins')), position: 1 })]
  })
  t.strictSame(bot.skills.a?.actions, [{ message: 'eins' }, { message: 'zwei' }])
  t.match(items, [{ source: /actions\/1$/, message: /telepathy/ }])
})

t.test('an export with hundreds of messages that cannot be run says so at its end', async t => {
  const path = join(t.testdir(), 'dm.json')
  await writeFile(path, JSON.stringify({
    bot_versions: [{
      skills: [
        dialog('a', ...Array.from({ length: 102 }, () => say(text('{{math 1 2}}'))))
      ]
    }]
  }))
  const { items } = await importBot(path)
  t.equal(items.filter(({ kind }) => kind === 'lost').length, 101)
  t.match(items.at(-1), { source: '#', message: /^2 more places cannot be run/ })
})
