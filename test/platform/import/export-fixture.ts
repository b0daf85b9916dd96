import { zipOf } from './zip.ts'

/**
 * An export of nine skills in two languages with six API calls, in the shape of the platform's zip; its content is made
 * up.
 */
export function shopExport (): Buffer {
  const part = (name: string, value: unknown) => ({ name, data: JSON.stringify(value) })
  return zipOf([
    part('transportagent/metadata.json',
      { bots: [{ bot_slug: 'shop' }], services: [{ name: 'bc' }], checksum: 'x', version: '2.0.0' }),
    part('blc/1.json', [{ slug: 'shop', name: 'Shop bot', data_policy: {}, version: { slug: 'v1' } }]),
    part('train/datasets-0.json', train),
    part('csr/csr.json', { bot_versions: [{ skills: triggers, skill_groups: [] }] }),
    part('dm/dm.json', { bot_versions: [{ skills: dialogs }] }),
    part(
      'bc/bc.json',
      {
        bot_versions: [{
          web_requests: requests,
          templates: { header: [{ id: 'h1', name: 'key', parameters: '{"x-shop":"42"}' }], body: [] },
          system_aliases: [{ id: 's1', name: 'erp', url: 'https://erp.example.com' }]
        }]
      }
    ),
    part('qna/datasets.json', { version: 1, qnas: [], topics: [], knowledge_sources: [], faq_items: [], doclets: [] })
  ])
}

const tokens = (...words: Array<string | [string, number]>) => JSON.stringify(words.map(word =>
  typeof word === 'string' ? { word, space: true } : { word: word[0], space: true, entity_id: word[1] }))
const expression = (intent: number, language: string, source: string, tagged = '[]') => ({
  intent_id: intent, language, source, tokens: tagged
})

const train = {
  version: 6,
  datasets: [{ language: 'en', strictness: 45, restricted_entity_strictness: 80, free_entity_strictness: 0 }],
  intents: ['greet', 'order', 'customers', 'stock', 'bye', 'help', 'price', 'login'].map((slug, index) => ({
    slug,
    name: slug,
    position: index + 6,
    is_activated: true,
    strictness: slug === 'bye' ? 70 : null,
    description: slug === 'order' ? 'Wants an order' : null
  })),
  entities: [
    { slug: 'location', type: 0, is_custom: false },
    { slug: 'country', type: 2, is_custom: true, strictness: null },
    { slug: 'code', type: 3, is_custom: true, regex_pattern: '[[:upper:]]{2}\\d{3}', regex_flags: '' },
    { slug: 'note', type: 1, is_custom: true },
    { slug: 'origin', type: 2, is_custom: true, entity_id: 1 },
    { slug: 'number', type: 0, is_custom: false }
  ],
  expressions: [
    ...['hello', 'hi there', 'good morning'].map(source => expression(0, 'en', source)),
    ...['hallo', 'guten tag', 'moin'].map(source => expression(0, 'de', source)),
    expression(1, 'en', 'show order AB123', tokens('show', 'order', ['AB123', 2])),
    expression(1, 'en', 'where is my order'), expression(1, 'de', 'wo ist meine bestellung'),
    expression(1, 'de', 'zeige bestellung'),
    expression(2, 'en', 'list customers from France', tokens('list', 'customers', 'from', ['France', 4])),
    expression(2, 'en', 'who are our customers'), expression(2, 'de', 'liste der kunden'),
    expression(3, 'en', 'what is in stock'), expression(3, 'de', 'was ist auf lager'),
    expression(4, 'en', 'goodbye'), expression(4, 'de', 'auf wiedersehen'),
    expression(5, 'en', 'help me please'), expression(5, 'de', 'hilf mir'),
    expression(6, 'en', 'what does it cost'), expression(6, 'de', 'was kostet das'),
    expression(7, 'en', 'leave a message called urgent', tokens('leave', 'a', 'message', 'called', ['urgent', 3])),
    expression(7, 'de', 'anmelden')
  ],
  tagged_tokens: [],
  synonyms: [
    { entity_id: 1, value: 'France', language: 'en' }, { entity_id: 1, value: 'Frankreich', language: 'de' },
    { entity_id: 1, value: 'Germany', language: 'en' }
  ],
  validation_files: [],
  enrichment_pair_keys: [{ entity_id: 1, key: 'iso' }],
  default_enrichment_values: [{ enrichment_pair_key_id: 0, value: '??' }],
  enrichment_groups: [{ entity_id: 1, name: 'fr' }],
  entity_group_values: [{ enrichment_group_id: 0, value: 'France' }, { enrichment_group_id: 0, value: 'Frankreich' }],
  enrichment_pair_values: [{ enrichment_pair_key_id: 0, enrichment_group_id: 0, value: 'FR' }],
  ml_models: { 0: { en: [{ filename: 'x.pk', data: 'gASVIgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAZlY2hvIDGUhZRSlC4=' }] } }
}

const present = (value: string) => ({
  type: 'data', operator: { name: 'is-present' }, left: [{ type: 'interpreted', value }], right: {}
})
const triggered = (id: string, value: string, more: Record<string, unknown> = {}) => ({
  id,
  slug: id,
  name: id,
  type: 'business',
  is_active: true,
  in_condition: { type: 'and', children: [{ type: 'and', children: [present(value)] }] },
  skill_titles: [],
  ...more
})

const triggers = [
  triggered('greetings', '@greet', { type: 'floating' }),
  triggered('find-order', '@order',
    { skill_titles: [{ language: 'en', title: 'Find an order' }, { language: 'de', title: 'Bestellung finden' }] }),
  triggered('customers', '@customers'),
  triggered('stock', '@stock'),
  triggered('price', '@price'),
  triggered('end', '@bye'),
  triggered('leave-note', '@login'),
  { id: 'sorry', slug: 'sorry', name: 'sorry', type: 'fallback', is_active: true, in_condition: null },
  { id: 'which', slug: 'which', name: 'which', type: 'disambiguation', is_active: true, in_condition: null }
]

const say = (...messages: Array<[language: string, value: unknown]>) => ({
  id: 'm',
  type: 'message',
  value: null,
  position: 0,
  message: messages.map(([language, value]) => ({ language, value: JSON.stringify(value), directSkillTriggers: [''] }))
})
const text = (content: string, more = {}) => ({ type: 'text', content, markdown: null, delay: null, ...more })
const http = (id: string, position = 0) => ({ id, type: 'http', value: null, message: [], position })
const leaf = (left: string, operator: string, right?: string) => ({
  type: 'data',
  actions: [],
  children: [],
  operands: [{ type: 'interpreted', value: left, isLeft: true, language: '' }, ...(right === undefined
    ? []
    : [{ type: 'string', value: right, isLeft: false, language: '' }])],
  operator: { name: operator }
})
const group = (
  actions: unknown[], ...conditions: unknown[]
) => ({
  type: 'and',
  actions,
  position: 0,
  operands: [],
  operator: null,
  children: conditions.length === 0
    ? []
    : [{ type: 'and', actions: [], children: conditions, operands: [], operator: null }]
})
const out = (...groups: unknown[]) => ({
  type: 'all',
  actions: [],
  operands: [],
  operator: null,
  children: groups.map((group, position) => ({ ...group as object, position }))
})
const condition = (actions: unknown[], ...children: unknown[]) => ({
  type: 'and', actions, children, operands: [], operator: null
})
const requires = (data: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'data',
  data,
  children: [],
  on_empty_condition: null,
  on_success_condition: null,
  on_validation_condition: null,
  ...more
})
const all = (type: string, children: unknown[], more: Record<string, unknown> = {}) => ({
  type,
  data: null,
  children,
  on_empty_condition: null,
  on_success_condition: null,
  on_validation_condition: null,
  ...more
})

const dialogs = [
  {
    id: 'greetings',
    requirement: null,
    out_condition: out(group([say(['en', text('Hello!')], ['en', text('Hi!', { delay: 1 })], ['de', text('Hallo!')])]))
  },
  {
    id: 'find-order',
    requirement: all('and', [all('and', [requires({ name: 'code', field: 'order', type: 'entity' }, {
      on_empty_condition: condition([say(['en', text('Which order?')], ['de', text('Welche Bestellung?')])]),
      on_validation_condition: condition([
        say(['en', text('{{#code.raw}} is a test order.')], ['de', text('Nur ein Test.')])
      ], leaf('#code.raw', 'matches', '\\AZZ')),
      on_success_condition: condition([http('r1')])
    })])]),
    out_condition: out(
      group(
        [say(['en', text(
          '{{api_service_response.order.body.value[0].name}}: {{api_service_response.order.body.value.length}} items'
        )], ['de', text('{{api_service_response.order.body.value[0].name}}')])],
        leaf('_api_service_response.order.body.value', 'is-present')
      ),
      group([say(['en', text('There is no such order.')], ['de', text('Keine solche Bestellung.')])],
        leaf('_api_service_response.order.body.value', 'is-absent')),
      group([{
        type: 'edit_memory',
        value: JSON.stringify({
          set: [{ key: 'last', value: '{{memory.order.raw}}' }], unset: ['order'], reset: false
        }),
        message: [],
        position: 1
      }])
    )
  },
  {
    id: 'customers',
    requirement: all('or', [
      requires({ name: 'origin', field: 'country', type: 'entity' }),
      requires({ name: 'country', field: 'country', type: 'entity' })
    ], { on_empty_condition: condition([say(['en', text('From where?')], ['de', text('Woher?')])]) }),
    out_condition: out(group([
      http('r2', 0),
      {
        ...say([
          'en',
          {
            type: 'script',
            content: '{"type":"list","content":{"title":"Customers","elements":[{{#eachJoin ' +
              'api_service_response.default.body.d.results}}{"title":"{{uppercase ' +
              'Name}}","subtitle":"{{City}}","buttons":[]}{{/eachJoin}}],"buttons":[]},"delay":""}'
          }
        ], [
          'de', text('{{#each api_service_response.default.body.d.results}}{{Name}} {{/each}}')
        ]),
        position: 1
      }
    ]))
  },
  {
    id: 'stock',
    requirement: null,
    out_condition: out(group([
      http('r3', 0),
      {
        ...say(['en', text('{{#if api_service_response.stock.body.empty}}Nothing{{else}}{{json (pluck ' +
          'api_service_response.stock.body.items "id")}}{{/if}}')], ['de', text('Lager')]),
        position: 1
      }
    ]))
  },
  {
    id: 'price',
    requirement: null,
    out_condition: out(group([http('r4',
      0), http('r5', 1), { type: 'goto', value: '{"skill_id":"end","execute":true}', position: 2, message: [] }]))
  },
  {
    id: 'end',
    requirement: null,
    out_condition: out(group([say(['en', text('Bye.')],
      ['de', text('Tschüss.')]), { type: 'reset_conversation', value: null, message: [], position: 1 }]))
  },
  {
    id: 'leave-note',
    requirement: all('and', [requires({ name: 'note', field: 'note', type: 'entity' },
      { on_empty_condition: condition([say(['en', text('What is it about?')], ['de', text('Worum geht es?')])]) })]),
    out_condition: out(group([
      http('r6'), { ...say(['en', text('Noted {{memory.note.raw}}.')], ['de', text('Notiert.')]), position: 1 }
    ]))
  },
  {
    id: 'sorry',
    requirement: null,
    out_condition: out(group([say(['en', text('Pardon?')], ['de', text('Wie bitte?')])]))
  },
  {
    id: 'which',
    requirement: null,
    out_condition: out(group([say(['en', text('Which one did you mean?')], ['de', text('Was meinen Sie?')])]))
  }
]

const request = (id: string, name: string, more: Record<string, unknown>) => ({
  auth: null,
  body: { mode: 'none', parameters: null },
  api_service_response: name,
  header: { mode: 'custom', parameters: '{"Content-Type":"application/json"}' },
  http_type: 'GET',
  request_type: 'service-api',
  url: '',
  base_url: null,
  collection: {},
  reference: { reference_id: id, reference_type: 'actions' },
  response_mapping: null,
  ...more
})

const requests = [
  request('r1', 'order',
    { url: 'https://api.example.com/orders/{{memory.order.raw}}', header: { mode: 'template', id: 'h1' } }),
  request('r2', 'default', { url: 'https://api.example.com/customers?country={{memory.country.iso}}' }),
  request('r3', 'stock', { url: '/stock', system_alias_id: 's1' }),
  request('r4', 'price', {
    http_type: 'POST',
    url: 'https://api.example.com/price',
    body: { mode: 'custom', parameters: '{"memory": {{memory}}}' },
    auth: { type: 'oauth2', client_id: 'shop', authorization_url: 'https://login.example.com/token' }
  }),
  request('r5', 'quote',
    { url: 'https://api.example.com/quote', auth: { type: 'basic', username: 'ada', password: 'secret-password' } }),
  request('r6', 'note', {
    http_type: 'PUT',
    url: 'https://api.example.com/notes',
    body: { mode: 'custom', parameters: '{"note":"{{memory.note.raw}}"}' }
  })
]
