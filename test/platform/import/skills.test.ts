import t, { type Test } from 'tap'
import type { BotAction, BotSkill } from '../../../lib/platform/bot-file/schema.ts'
import { importFiles, type Files } from './import-files.ts'

type T = Pick<Test, 'testdir' | 'strictSame'>

/** An export of one version of a bot, with the intents, entities and languages that its skills name. */
const version = (parts: Record<string, unknown>, languages = ['en']): Files => ({
  'a.json': { bot_versions: [parts] },
  'b.json': {
    datasets: [{ language: languages[0], languages }],
    intents: [{ slug: 'greet' }, { slug: 'bye' }],
    entities: [{ slug: 'size', type: 2 }, { slug: 'town', type: 2 }],
    expressions: languages.flatMap(language => [
      { intent_id: 0, source: 'hello', language }, { intent_id: 1, source: 'bye', language }
    ])
  }
})

const empty = { requirement: null }

/** The skill that an export with these fields of a skill becomes, of which nothing is lost. */
async function skillOf (t: T, fields: Record<string, unknown>, languages?: string[]): Promise<BotSkill | undefined> {
  const { bot, items } = await importFiles(t,
    version({ skills: [{ ...empty, id: 'a', slug: 'a', ...fields }, { ...empty, id: 'b', slug: 'b' }] }, languages))
  t.strictSame(items.filter(({ kind }) => kind !== 'note'), [], JSON.stringify(fields))
  return bot.skills.a
}

const actionsOf = async (t: T, actions: unknown[], languages?: string[]): Promise<BotAction[] | undefined> =>
  (await skillOf(t, { out_condition: { type: 'and', actions } }, languages))?.actions

const leaf = (left: string, operator: string, right?: unknown) =>
  ({ type: 'data', operator, left: [{ value: left }], ...(right !== undefined && { right }) })

t.test('each way to write an action is read', async t => {
  const text = '{"type":"text","content":"Hi"}'
  for (const [action, expected] of [
    [{ type: 'message', value: text }, { message: 'Hi' }],
    [{ type: 'message', message: { value: text } }, { message: 'Hi' }],
    [{ type: 'message', value: '{"type":"script","content":{"script":"[]"}}' }, { message: { script: '[]' } }],
    [
      { type: 'message', message: [{ value: '{"type":"text","content":{{memory.words}}}' }] },
      { message: { script: '{"type":"text","content":{{memory.words}}}' } }
    ],
    [
      {
        type: 'message',
        value: '{"type":"card","content":{"title":"A","buttons":[],"x":null},"delay":2,"markdown":true,"y":"","z":1}'
      },
      { message: { type: 'card', content: { title: 'A', buttons: [] }, delay: 2, markdown: true, z: 1 } }
    ],
    [
      { type: 'edit_memory', value: '{"set":{"memory.a":"{\\"b\\":1}"},"unset":["_memory.c",{"key":"d"}]}' },
      { memory: { set: { a: { b: 1 } }, unset: ['c', 'd'] } }
    ],
    [{ type: 'edit_memory', value: '{"reset":true}' }, { memory: { reset: true } }],
    [{ type: 'set_language', value: 'FR' }, { language: 'fr' }],
    [{ type: 'set_language', value: '"pt_BR"' }, { language: 'pt-BR' }],
    [{ type: 'set_language', value: { isocode: 'fr-CA' } }, { language: 'fr' }],
    [{ type: 'goto', value: 'b' }, { goto: 'b' }],
    [{ type: 'redirect', value: { skill: { slug: 'b' } } }, { goto: 'b' }],
    [{ type: 'go_to', value: '{"skill":"b","wait":true}' }, { goto: { skill: 'b', wait: true } }],
    [{ type: 'goto', value: { skill_id: 'b', execute: false } }, { goto: { skill: 'b', wait: true } }],
    [{ type: 'goto', value: { skill_id: 'b', mode: 'WAIT_FOR_USER' } }, { goto: { skill: 'b', wait: true } }],
    [{ type: 'goto', value: '{{memory.next}}' }, { goto: '{{memory.next}}' }]
  ] as const) {
    const languages = 'language' in expected ? ['en', 'fr', 'pt-BR'] : ['en']
    t.strictSame(await actionsOf(t, [action], languages), [expected], JSON.stringify(action))
  }
})

t.test('each way to write a condition is read', async t => {
  for (const [condition, expected] of [
    [leaf('@greet', 'is-present'), { intent: 'greet' }],
    [leaf('@greet', 'is-absent'), { not: { intent: 'greet' } }],
    [leaf('@intent', 'is', ['@greet']), { intent: 'greet' }],
    [leaf('@intent', 'is-not', ['greet']), { not: { intent: 'greet' } }],
    [leaf('#size', 'is-present'), { entity: 'size' }],
    [leaf('#size.raw', 'is-present'), { expression: '#size.raw is-present' }],
    [leaf('{{ _memory.town }}', 'is-present'), { memory: 'town' }],
    [leaf('#size', 'is', { en: 'big' }), { expression: '#size is big' }],
    [leaf('#size', 'in', ['big', 'small']), { expression: '#size in big, small' }],
    [leaf('#size', 'is', { fr: 'grand', '': 'big' }), [
      { and: [{ expression: 'language is fr' }, { expression: '#size is grand' }] }, { expression: '#size is big' }
    ]],
    [{ type: 'and', children: [leaf('@greet', 'is-present'), { type: 'data' }] }, { intent: 'greet' }],
    [{ type: 'or', children: [leaf('@greet', 'is-present'), leaf('#size', 'is-present')] },
      [{ intent: 'greet' }, { entity: 'size' }]],
    [
      {
        type: 'and',
        children: [
          leaf('@greet', 'is-present'),
          { type: 'and', children: [leaf('#size', 'is-present'), leaf('#town', 'is-present')] }
        ]
      },
      { and: [{ intent: 'greet' }, { entity: 'size' }, { entity: 'town' }] }
    ]
  ] as const) {
    t.strictSame((await skillOf(t, { in_condition: condition }))?.triggers, expected, JSON.stringify(condition))
  }
})

t.test('actions run under the condition of their group, however it is written', async t => {
  const say = { type: 'message', value: '{"type":"text","content":"Hi"}' }
  const operands = { type: 'data', operator: 'is-present', operands: [{ value: '@greet', isLeft: true }] }
  const both = [leaf('@greet', 'is-present'), leaf('#size', 'is-present')]
  for (const [group, condition] of [
    [{ ...operands, actions: [say] }, { intent: 'greet' }],
    [{ ...leaf('@greet', 'is-present'), actions: [say] }, { intent: 'greet' }],
    [{ actions: [say], children: both }, { and: [{ intent: 'greet' }, { entity: 'size' }] }],
    [{ type: 'or', actions: [say], children: both }, { or: [{ intent: 'greet' }, { entity: 'size' }] }]
  ] as const) {
    t.strictSame((await skillOf(t, { out_condition: { type: 'all', children: [group] } }))?.actions,
      [{ if: condition, message: 'Hi' }], JSON.stringify(group))
  }
  t.strictSame((await skillOf(t, { out_condition: { actions: [say, say], children: [both[0]] } }))?.actions,
    [{ if: { intent: 'greet' }, actions: [{ message: 'Hi' }, { message: 'Hi' }] }])
})

t.test('each way to write requirements is read', async t => {
  const need = (name: string, more: Record<string, unknown> = {}) =>
    ({ type: 'data', data: { name, type: 'entity' }, ...more })
  const say = (content: string) =>
    ({ actions: [{ type: 'message', value: JSON.stringify({ type: 'text', content }) }] })
  const check = (condition: unknown) => need('size', { on_validation_condition: condition })
  const validation = (condition: unknown, more: object = {}) => [{ entity: 'size', validation: { condition, ...more } }]
  for (const [requirement, expected] of [
    [{ type: 'and', children: [need('#size'), need('town')] }, [{ entity: 'size' }, { entity: 'town' }]],
    [{ type: 'and', children: [need('size'), { type: 'and', children: [need('town'), need('email')] }] },
      [{ entity: 'size' }, { entity: 'town' }, { entity: 'email' }]],
    [{ type: 'and', children: [need('size'), need('town')], on_empty_condition: say('Which?') },
      [{ and: [{ entity: 'size' }, { entity: 'town' }], question: 'Which?' }]],
    [{ type: 'and', children: [need('size'), need('town')], on_success_condition: say('Fine') },
      [{ and: [{ entity: 'size' }, { entity: 'town' }], complete: 'Fine' }]],
    [{ type: 'data', data: { name: '@greet', type: 'intent', field: 'hello' } }, [{ intent: 'greet', as: 'hello' }]],
    [check({ ...leaf('#size', 'is', ['big']), ...say('No') }),
      validation({ not: { expression: '#size is big' } }, { otherwise: 'No' })],
    [check({ type: 'data', operator: 'is-absent', operands: [{ value: '@greet', isLeft: true }] }),
      validation({ intent: 'greet' })],
    [check({ type: 'or', children: [leaf('@greet', 'is-present'), leaf('#town', 'is-present')] }),
      validation({ not: { or: [{ intent: 'greet' }, { entity: 'town' }] } })],
    [
      check({
        children: [
          { children: [leaf('@greet', 'is-present')], ...say('No') },
          { ...leaf('#town', 'is-absent'), ...say('Where?') }
        ]
      }),
      validation({ and: [{ not: { intent: 'greet' } }, { entity: 'town' }] }, {
        otherwise: [
          { if: { intent: 'greet' }, message: 'No' }, { if: { not: { entity: 'town' } }, message: 'Where?' }
        ]
      })
    ],
    [check({ children: [{ type: 'data' }] }), [{ entity: 'size' }]],
    [need('size', { on_empty_condition: { actions: [] } }), [{ entity: 'size' }]]
  ] as const) {
    t.strictSame((await skillOf(t, { requirement }))?.requirements, expected, JSON.stringify(requirement))
  }
})

t.test('a skill that begins each conversation is used, whatever its kind is called', async t => {
  const { bot } = await importFiles(t, version({ skills: [{ id: 'a', slug: 'hi', type: 'initialization' }] }))
  t.equal(bot.initialize, 'hi')
})

t.test('skills and calls without an id keep to themselves', async t => {
  const say = (content: string) =>
    ({ out_condition: { actions: [{ type: 'message', value: JSON.stringify({ type: 'text', content }) }] } })
  const call = { request_type: 'service-api', url: 'https://a.example', http_type: 'GET' }
  const { bot, items } = await importFiles(t, {
    ...version({
      skills: [
        { slug: 'one', ...say('One') }, { slug: 'two', ...say('') }, { slug: 'three', ...say('Three') },
        { out_condition: { actions: [{ type: 'http' }] } }
      ],
      web_requests: [call]
    })
  })
  t.match(bot.skills, {
    one: { actions: [{ message: 'One' }] }, two: {}, three: { actions: [{ message: 'Three' }] }, skill: {}
  })
  t.match(items.filter(({ kind }) => kind === 'lost').map(({ source, message }) => `${source}: ${message}`), [
    /web_requests\/0: the call belongs to no action/, /skills\/1\/out_condition\/actions\/0\/message\/0: .* is empty/,
    /skills\/3\/out_condition\/actions\/0: a call is left out: the export says nothing of its address/
  ])
})

t.test('of two skills with one id the last is taken, and the other is told', async t => {
  const dialog = (content: string) => ({
    id: 'a', out_condition: { actions: [{ type: 'message', value: JSON.stringify({ type: 'text', content }) }] }
  })
  const { bot, items } = await importFiles(t, {
    ...version({ skills: [{ id: 'a', slug: 'a', in_condition: null }] }),
    'dm.json': { bot_versions: [{ skills: [dialog('One'), dialog('Two')] }] }
  })
  t.strictSame(bot.skills, { a: { actions: [{ message: 'Two' }] } })
  t.match(items, [{ kind: 'lost', source: 'dm.json#/bot_versions/0/skills/0', message: /another skill has the same id/ }])
})

t.test('a skill that is called like a question with an answer does not replace it', async t => {
  const { bot, items } = await importFiles(t, {
    ...version({ skills: [{ id: 'a', slug: 'why', out_condition: { actions: [{ type: 'reset' }] } }] }),
    'faq.csv': 'Question,Answer\nWhy?,So\n'
  })
  t.match(bot.skills, { why: { actions: [{ message: 'So' }] }, 'why-2': { actions: [{ reset: true }] } })
  t.match(items.filter(({ kind }) => kind === 'changed'), [{ message: /the skill why is there twice: this one is why-2/ }])
})

t.test('each way to write a call is read', async t => {
  const api = async (request: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const { bot, items } = await importFiles(t, version({
      skills: [{ id: 'a', slug: 'a', out_condition: { actions: [{ id: 'c', type: 'http' }] } }],
      web_requests: [{ reference: { reference_id: 'c' }, ...request }],
      ...more
    }))
    t.strictSame(items.filter(({ kind }) => kind !== 'note'), [], JSON.stringify(request))
    return bot.skills.a?.actions?.[0]
  }
  const url = 'https://a.example'
  const get = { request_type: 'service-api', http_type: 'GET', url }
  const post = { ...get, http_type: 'POST' }
  const hook = { request_type: 'webhook', url }
  for (const [request, expected] of [
    [{ request_type: 'service-api', url }, { api: { url, method: 'POST' } }],
    [{ ...get, base_url: `${url}/`, url: '?a=1' }, { api: { url: `${url}?a=1` } }],
    [{ ...get, base_url: url, url: '/b' }, { api: { url: `${url}/b` } }],
    [{ ...get, base_url: url, url: 'b' }, { api: { url: `${url}/b` } }],
    [{ ...get, base_url: url, url: '' }, { api: { url } }],
    [
      {
        ...get,
        header: { parameters: [{ key: 'x-a', value: null }, { key: '', value: null }, { name: 'x-b', value: 5 }] }
      },
      { api: { url, headers: { 'x-a': '', 'x-b': '5' } } }],
    [{ ...get, header: { parameters: { 'x-a': { b: [1] }, 'x-c': [] } } },
      { api: { url, headers: { 'x-a': '{"b":[1]}', 'x-c': '[]' } } }],
    [{ ...post, body: { mode: 'none', parameters: '{}' } }, { api: { url, method: 'POST' } }],
    [{ ...post, body: { mode: 'custom', parameters: { a: 1 } } }, { api: { url, body: { a: 1 } } }],
    [hook, { webhook: url }],
    [{ ...hook, body: { mode: 'default', parameters: '{"a":1}' } }, { webhook: url }],
    [
      {
        ...hook,
        http_type: 'put',
        header: { parameters: '{"x-a":"1"}' },
        body: { mode: 'custom', parameters: '{"a":1}' }
      },
      { webhook: { url, method: 'PUT', headers: { 'x-a': '1' }, body: { a: 1 } } }
    ]
  ] as const) t.strictSame(await api(request), expected, JSON.stringify(request))
  for (const key of ['parameters', 'value', 'content']) {
    t.strictSame(await api({ ...get, header: { mode: 'template', template_name: 'saved' } },
      { templates: { header: [{ name: 'saved', [key]: '{"x-a":"1"}' }] } }), { api: { url, headers: { 'x-a': '1' } } },
    key)
  }
})

t.test('credentials of each kind become variables, and are told', async t => {
  const url = 'https://a.example'
  const secret = 'letmein'
  for (const [auth, expected, told] of [
    [{ type: 'oauth2', client_id: 'me', client_secret: secret, token_url: `${url}/t`, scope: 'read' }, {
      oauth2: { tokenUrl: `${url}/t`, clientId: 'me', clientSecret: '${SHOP_CLIENT_SECRET}', scope: 'read' }
    }, /set \$\{SHOP_CLIENT_SECRET\} in/],
    [{ auth_type: 'OAuth', credentials: { client_secret: secret } }, {
      oauth2: {
        tokenUrl: '${SHOP_TOKEN_URL}', clientId: '${SHOP_CLIENT_ID}', clientSecret: '${SHOP_CLIENT_SECRET}'
      }
    }, /set \$\{SHOP_CLIENT_SECRET\} and \$\{SHOP_TOKEN_URL\} in/],
    [{ parameters: JSON.stringify({ user: 'me', password: secret }) },
      { basic: { username: 'me', password: '${SHOP_PASSWORD}' } }, /set \$\{SHOP_PASSWORD\}/],
    [{ type: 'basic', password: secret }, { basic: { username: '${SHOP_USERNAME}', password: '${SHOP_PASSWORD}' } },
      /set \$\{SHOP_PASSWORD\}/],
    [{ type: 'bearer', token: secret }, { bearer: '${SHOP_TOKEN}' }, /set \$\{SHOP_TOKEN\}/],
    [{ type: 'kerberos', password: secret }, undefined, /of type kerberos is left out: the call shop has none/],
    [{ password: secret }, undefined, /of type unknown is left out: the call shop has none/],
    [{ type: 'no_auth' }, undefined, undefined],
    [{}, undefined, undefined]
  ] as const) {
    const { bot, yaml, items } = await importFiles(t, version({
      skills: [{ id: 'a', slug: 'a', out_condition: { actions: [{ id: 'c', type: 'http' }] } }],
      web_requests: [{
        reference: { reference_id: 'c' },
        request_type: 'service-api',
        http_type: 'GET',
        url,
        auth,
        api_service_response: 'shop'
      }]
    }))
    t.strictSame(bot.skills.a?.actions?.[0]?.api?.auth, expected, JSON.stringify(auth))
    t.notMatch(yaml + JSON.stringify(items), secret)
    const [item, ...others] = items
    t.strictSame(others, [])
    t.match(item?.message, told ?? undefined)
  }
})

t.test('a call whose name has no letter gets an address and variables all the same', async t => {
  const { bot } = await importFiles(t, version({
    skills: [{ id: 'a', slug: 'a', out_condition: { actions: [{ id: 'c', type: 'http' }] } }],
    web_requests: [{
      reference: { reference_id: 'c' }, http_type: 'GET', api_service_response: '***', auth: { type: 'bearer' }
    }]
  }))
  t.strictSame(bot.skills.a?.actions, [{ api: { name: '***', url: '/api', auth: { bearer: '${API_TOKEN}' } } }])
})

t.test('a variable that only the platform had reads the memory', async t => {
  const say = (content: string) => ({ type: 'message', value: JSON.stringify({ type: 'text', content }) })
  const { bot, items } = await importFiles(t, version({
    skills: [{
      id: 'a',
      slug: 'a',
      out_condition: {
        actions: [
          say('Hi {{first_name}}, {{{ user.name }}} and {{first_name}}, {{_user.id}}'),
          say('{{#if user}}Hi {{json (pluck user "id")}}{{/if}}'),
          { type: 'goto', value: '{{next.skill}}' }
        ]
      }
    }]
  }))
  t.strictSame(bot.skills.a?.actions, [
    { message: 'Hi {{memory.first_name}}, {{{ memory.user.name }}} and {{memory.first_name}}, {{memory.user.id}}' },
    { message: '{{#if memory.user}}Hi {{json (pluck memory.user "id")}}{{/if}}' },
    { goto: '{{memory.next.skill}}' }
  ])
  t.ok(items.every(({ kind, target, message }) => kind === 'changed' && target !== null &&
    /^the variable `[^`]+` is not known here: it reads memory\.\w+$/.test(message)))
})
