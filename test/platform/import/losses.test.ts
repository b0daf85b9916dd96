import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { importBot } from '../../../lib/platform/index.ts'
import { importFiles, type Files } from './import-files.ts'
import { zipOf } from './zip.ts'

const train = (more: Record<string, unknown>): Files => ({
  'a.json': {
    datasets: [{ language: 'en' }],
    intents: [{ slug: 'greet' }],
    entities: [{ slug: 'size', type: 2 }],
    expressions: [{ intent_id: 0, source: 'hello', language: 'en' }],
    ...more
  }
})
const skill = (more: Record<string, unknown>): Files => versions({ skills: [{ id: 'a', slug: 'a', ...more }] })
const actions = (...actions: unknown[]): Files =>
  skill({ out_condition: { type: 'all', children: [{ type: 'and', actions, children: [] }] } })
const message = (value: unknown): Files => actions({ type: 'message', message: [{ value }] })
const action = 'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0'
const call = (request: Record<string, unknown>, action: Record<string, unknown> = {}): Files => versions({
  skills: [{ id: 'a', slug: 'a', out_condition: { actions: [{ id: 'call', type: 'http', ...action }] } }],
  web_requests: [{
    request_type: 'service-api',
    http_type: 'GET',
    url: 'https://a.example',
    reference: { reference_id: 'call' },
    ...request
  }]
})
const versions = (version: Record<string, unknown>): Files => ({
  'a.json': { bot_versions: [version] }, 'b.csv': 'intent;expression;language\ngreet;hello;en\n'
})
const present = { type: 'data', operator: 'is-present', left: [{ value: '@greet' }] }
const matches = (pattern: string) =>
  ({ type: 'data', operator: 'matches', left: [{ value: '_nlp.source' }], right: [pattern] })
const bot = (more: Record<string, unknown>) => ({ slug: 'shop', data_policy: {}, ...more })
const csv = (text: string): Files => ({ 'a.csv': text })

/** What is in the input, where it is, and what must be said. */
const losses: ReadonlyArray<[input: Files, source: string, message: RegExp]> = [
  [{ 'a.json': [bot({}), bot({ slug: 'two' })], 'b.json': train({})['a.json'] }, 'a.json#/1', /the bot two is left out/],
  [{ 'a.json': [bot({}), 5], 'b.json': train({})['a.json'] }, 'a.json#/1', /it is no bot/],
  [
    { 'a.json': [bot({ bot_type: 'multi', data_policy: { data_type: 'personal' } })], 'b.json': train({})['a.json'] },
    'a.json#/0/bot_type', /`bot_type` \(multi\) is left out/
  ],
  [
    { 'a.json': { bots: [{ bot_slug: 'a' }, { bot_slug: 'b' }, {}], services: [] }, 'b.json': train({})['a.json'] },
    'a.json#/bots/1', /a second bot, too \(b\)/
  ],
  [
    {
      'a.json': '{\n "intents": [{ "name": "greet", "expressions": [{ "source": "hi", "language": "en" }] }],\n' +
        ' "entities": [{ "name": "a \\" {", "type": 2 }],\n "\\u0069ntents": [{ "name": "bye", "expressions": [] }]\n}'
    },
    'a.json:4:2', /^the key "intents" is in one object twice/
  ],
  [versions({ skill_groups: [{ name: 'Sales', skills: ['a'] }] }), 'a.json#/bot_versions/0/skill_groups/0',
    /the skill group Sales is left out/],
  [versions({ skill_groups: [{}] }), 'a.json#/bot_versions/0/skill_groups/0', /the skill group without a name/],
  [versions({ templates: { header: [{ parameters: '{}' }] } }), 'a.json#/bot_versions/0/templates/header/0',
    /the saved header or body without a name is left out: no call uses it/],

  [train({ validation_files: ['a.csv', {}] }), 'a.json#/validation_files/0', /the validation file a.csv is left out/],
  [train({ datasets: [{ language: 'en' }, { language: 'en' }] }), 'a.json#/datasets/1', /another dataset/],
  [train({ datasets: [{ language: 'english!' }] }), 'a.json#/datasets/0/language', /`english!` is no language/],
  [train({ datasets: [{ language: 'english' }] }), 'a.json#/datasets/0/language', /`english` is no language/],
  [train({ datasets: [{ language: 'de-u-co-phonebk' }] }), 'a.json#/datasets/0/language', /is no language: taken as en/],
  [train({ datasets: [{ strictness: 150 }] }), 'a.json#/datasets/0/strictness', /150 is no percent/],
  [train({ intents: [{ slug: 'greet', strictness: 'high' }] }), 'a.json#/intents/0/strictness', /"high" is no percent/],
  [train({ intents: [{ slug: 'greet', name: 'Good morning' }] }), 'a.json#/intents/0',
    /the name of intent greet, `Good morning`, is left out/],
  [train({ entities: [{ slug: 'size', type: 2, name: 'Breadth' }] }), 'a.json#/entities/0', /the name of entity size/],
  [train({ entities: [{ slug: 'size', type: 2, is_activated: false }] }), 'a.json#/entities/0', /was switched off/],
  [train({ entities: [{ slug: 'size', type: 2 }, { slug: 'size', type: 1 }] }), 'a.json#/entities/1',
    /entity size is there twice: it stays restricted, and is not free/],
  [train({ entities: [{ slug: 'size', type: 2, enrichment_strictness: 80 }] }),
    'a.json#/entities/0/enrichment_strictness', /\(80\) is left out/],
  [train({ entities: [{ slug: 'size', type: 1, merge_tokens: false }] }), 'a.json#/entities/0/merge_tokens',
    /\(false\) is left out/],
  [train({ entities: [{ slug: 'number', type: 0, is_custom: false, strictness: 80 }] }),
    'a.json#/entities/0/strictness', /the strictness of the gold entity number is left out/],
  [train({ expressions: [{ intent_id: 0, source: 'hello', tokens: 'hello' }] }), 'a.json#/expressions/0/tokens',
    /the tokens are no list of JSON/],
  [train({ expressions: [{ intent_id: 0, source: 'hello', tokens: [{ word: 'hello', entity_id: 7 }] }] }),
    'a.json#/expressions/0/tokens/0', /entity_id 7 leads to no entity: the tag is left out/],
  [train({ tagged_tokens: [{ expression_id: 9, entity_id: 0, token_indices: '{0}' }] }), 'a.json#/tagged_tokens/0',
    /it leads to no expression, no entity or no token/],
  [
    train({
      entities: [{ slug: 'town', type: 2, gold_enrichment_from: 'LOCATION' }],
      synonyms: [{ entity_id: 0, value: 'Lyon', language: 'en' }]
    }),
    'a.json#/entities/0', /entity town had the fields of the gold entity location/
  ],
  [train({ entities: [{ slug: 'code', type: 3, regex_pattern: 'a', regex_flags: 'in' }] }), 'a.json#/entities/0',
    /entity code: the flags n are left out/],
  [train({ synonyms: 'big' }), 'a.json#/synonyms', /`synonyms` \(big\) is left out/],

  [
    {
      'a.json': {
        intents: [{ name: 'greet', is_activated: false }], gazettes: [{ name: 'size', type: 'free' }]
      }
    },
    'a.json#/intents/0', /intent greet was switched off/
  ],
  [{ 'a.json': { gazettes: [{ name: 'number', type: 'gold', synonyms: ['one'] }] } }, 'a.json#/gazettes/0/synonyms',
    /the values of the gold entity number are left out/],
  [{ 'a.json': { dataset_language: 'english!', gazettes: [] } }, 'a.json#/dataset_language', /is no language/],
  [{ 'a.json': { qnas: [{ question: 'Why?', answer: 'So', disabled: true }] } }, 'a.json#/qnas/0', /was switched off/],
  [{ 'a.json': { qnas: [], topics: [{ name: 'Prices' }, {}] } }, 'a.json#/topics/0', /^the topic Prices is left out/],
  [{ 'a.json': { qnas: [], doclets: [{}] } }, 'a.json#/doclets/0', /^the document is left out/],

  [skill({ type: 'qna' }), 'a.json#/bot_versions/0/skills/0', /skill a is of the unknown type qna/],
  [skill({ type: 'fallback', in_condition: present }), 'a.json#/bot_versions/0/skills/0/in_condition',
    /the triggers of skill a of type fallback are left out/],
  [skill({ name: 'Begin', skill_titles: [{ title: 'Start' }] }), 'a.json#/bot_versions/0/skills/0',
    /the name of skill a, `Begin`, is left out/],
  [skill({ skill_titles: [{ title: 'Los', language: 'de' }] }), 'a.json#/bot_versions/0/skills/0/skill_titles/0',
    /the title `Los` is left out: the bot has nothing else in de/],
  [versions({ skills: [{ id: 'a', slug: 'a', type: 'x' }, { id: 'b', slug: 'a' }] }),
    'a.json#/bot_versions/0/skills/1', /the skill a is there twice: this one is a-2/],
  [skill({ in_condition: { type: 'xor', children: [present] } }), 'a.json#/bot_versions/0/skills/0/in_condition',
    /a condition of the unknown type xor cannot be read/],
  [skill({ in_condition: { ...present, left: [{ value: '@greet' }, { value: '@bye' }] } }),
    'a.json#/bot_versions/0/skills/0/in_condition', /a condition with several left sides is asked for the first/],
  [skill({ out_condition: { type: 'one', children: [{ actions: [{ type: 'reset_conversation' }] }] } }),
    'a.json#/bot_versions/0/skills/0/out_condition', /of the unknown type one cannot be read/],
  [
    skill({
      requirement: { type: 'some', children: [{ type: 'data', data: { name: 'greet', type: 'intent' } }] }
    }),
    'a.json#/bot_versions/0/skills/0/requirement', /requirements of the unknown type some: all of them/
  ],
  [skill({ requirement: { type: 'data', data: { name: 'number', type: 'memory' } } }),
    'a.json#/bot_versions/0/skills/0/requirement/data', /the requirement number is of the unknown type memory/],
  [skill({ requirement: { type: 'data', data: { name: 'number', type: 'entity' }, children: [{ type: 'and' }] } }),
    'a.json#/bot_versions/0/skills/0/requirement/children', /what stands below the requirement number is left out/],

  [actions({ type: 'edit_memory', value: 'no JSON' }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/value', /that is no JSON is left out/],
  [actions({ type: 'edit_memory', value: '{"set":[{"value":5}],"unset":[{}]}' }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/value', /^2 edits of the memory without a key/],
  [actions({ type: 'edit_memory', value: '{"unset":["a"],"increment":["b"]}' }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/value', /^`increment` of an edit of the memory/],
  [actions({ type: 'message', message: [{ value: '{"type":"script","content":"[]","delay":3}' }] }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/message/0', /the delay beside a script is/],
  [actions({ type: 'message', message: [{ value: '{"type":"script","content":"[]","delay":3,"markdown":true}' }] }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/message/0', /delay and markdown beside .* are/],
  [actions({ type: 'message', value: 'Hello', message: [{ value: '"Hi"' }] }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/value', /the value of a message action is left/],
  [call({}, { value: '{"url":"https://b.example"}' }),
    'a.json#/bot_versions/0/skills/0/out_condition/actions/0/value', /the value of the action is left out/],
  [call({}, { value: 'https://b.example' }),
    'a.json#/bot_versions/0/skills/0/out_condition/actions/0/value', /the value of the action is left out/],
  [call({ auth: 'letmein' }), 'a.json#/bot_versions/0/web_requests/0/auth', /the credentials of the call .* be read/],
  [call({ auth: { type: 'oauth2', client_id: 'a', client_secret: 'b', token_url: 'https://t.example', audience: 'c' } }),
    'a.json#/bot_versions/0/web_requests/0/auth/audience', /^`audience` is left out/],
  [call({ header: { parameters: '[{"value":"x"}]' } }), 'a.json#/bot_versions/0/web_requests/0/header',
    /the header `` cannot be sent/],

  [{ 'a.json': { bot_versions: [{}, { skills: [{ id: 'b' }] }] }, 'b.csv': 'expression\nhello\n' },
    'a.json#/bot_versions/1', /another version of the bot is left out/],
  [train({ intents: [{}] }), 'a.json#/intents/0', /an intent without a name/],
  [train({ entities: [{}] }), 'a.json#/entities/0', /an entity without a name/],
  [train({ entities: [{ slug: 'size', type: 2, entity_id: 7 }] }), 'a.json#/entities/0', /size is no role of another/],
  [train({ entities: [{ slug: 'size', type: 2, webhook_id: 7 }] }), 'a.json#/entities/0', /was enriched by a webhook/],
  [train({ datasets: [{ resolve_pronouns: true }] }), 'a.json#/datasets/0', /pronouns and descriptions were resolved/],
  [{ 'a.json': { gazettes: [{ type: 'free' }] } }, 'a.json#/gazettes/0', /an entity without a name/],
  [{ 'a.json': { gazettes: [], intents: [{}] } }, 'a.json#/intents/0', /an intent without a name/],
  [
    { 'a.json': { gazettes: [{ name: 'size', type: 'free', enrichments: { enrichment_groups: [{ name: 'big' }] } }] } },
    'a.json#/gazettes/0/enrichments', /an enrichment group of size cannot be read/
  ],
  [{ 'a.json': { intents: [{}, { name: 'off', activated: false }] } }, 'a.json#/intents/0', /an intent without a name/],
  [{ 'a.json': { intents: [{ name: 'off', activated: false }] } }, 'a.json#/intents/0', /intent off was switched off/],
  [{ 'a.json': { entities: [{}] } }, 'a.json#/entities/0', /an entity without a name/],
  [csv('intent;expression\n;hello\n'), 'a.csv:2', /the row names no intent/],
  [csv('import type\nintent;;;\nintent;off;;false\n'), 'a.csv:2', /the row has no name/],
  [csv('import type\nintent;;;\nintent;off;;false\n'), 'a.csv:3', /intent off was switched off/],
  [csv('Question,Answer\nWhy?,So\nWhy?,Or so\n'), 'a.csv:3', /its answers are wordings of one/],
  [{ 'a.json': { qnas: [{ question: 'Why?' }] } }, 'a.json#/qnas/0', /no question or no answer that can be read/],
  [actions({ type: 'set_language', value: '"xx"' }),
    'a.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0', /a switch to the language xx is left out/],
  [versions({ skills: [{ id: 'a', slug: 'a', type: 'fallback' }, { id: 'b', slug: 'b', type: 'fallback' }] }),
    'a.json#/bot_versions/0/skills/1', /b is another skill of type fallback: only a is used/],
  [
    skill({
      requirement: {
        type: 'data',
        data: { name: 'number', type: 'entity' },
        on_validation_condition: { children: [{ type: 'data', operator: 'smells-like', operands: [] }] }
      }
    }),
    'a.json#/bot_versions/0/skills/0/requirement/on_validation_condition', /a validation whose condition cannot be read/
  ],
  [call({ header: { mode: 'template', id: 'none' } }), 'a.json#/bot_versions/0/web_requests/0/header',
    /came from the template none, which the export does not have/],
  [
    skill({ in_condition: matches('/hi/i') }),
    'a.json#/bot_versions/0/skills/0/in_condition', /the condition matches \/hi\/i without the flags i/
  ],
  [
    skill({ in_condition: matches('\\p{Lu}') }),
    'a.json#/bot_versions/0/skills/0/in_condition', /a condition without a right side, or with one that cannot be/
  ],

  [actions({}), action, /an action of type nothing is left out/],
  [actions({ type: 'goto', value: {} }), action, /a redirection to nothing is left out/],
  [actions({ type: 'set_language', value: null }), action, /a switch to the language without a name is left out/],
  [message('null'), `${action}/message/0`, /a message that is empty is left out/],
  [message('{"type":"text","content":" "}'), `${action}/message/0`, /a message that is empty is left out/],
  [message('{"type":"script"}'), `${action}/message/0`, /a message that is a script without content is left out/],
  [message('{"type":"text","content":"Hi","delay":"9"}'), `${action}/message/0`, /the delay of 9 seconds is 5 now/],
  [message('{{memory.name}}, hi'), `${action}/message/0`, /the message is no JSON: taken as text/],
  [skill({ in_condition: { ...present, operator: { label: 'is' } } }), 'a.json#/bot_versions/0/skills/0/in_condition',
    /the operator `nothing` of a condition on @greet is not known/],
  [skill({ in_condition: { ...present, operator: 'is' } }), 'a.json#/bot_versions/0/skills/0/in_condition',
    /a condition without a right side/],
  [skill({ in_condition: { ...present, left: [{ value: '@x' }], operator: 'is', right: [{ type: 'interpreted' }] } }),
    'a.json#/bot_versions/0/skills/0/in_condition', /a condition without a right side/],
  [skill({ in_condition: matches('(?>a)b') }), 'a.json#/bot_versions/0/skills/0/in_condition',
    /a condition without a right side, or with one that cannot be/],
  [skill({ in_condition: { ...matches(''), right: { en: ['a'], fr: ['(?>a)b'] } } }),
    'a.json#/bot_versions/0/skills/0/in_condition', /a condition without a right side, or with one that cannot be/],
  [call({ header: { mode: 'template' } }), 'a.json#/bot_versions/0/web_requests/0/header',
    /came from the template without a name, which the export does not have/],

  [{ 'a.json': [{ slug: 'a', version: { slug: 'v1' } }, { slug: 'b', bot_type: 'x' }], 'b.json': train({})['a.json'] },
    'a.json#/1', /the bot b is left out/],
  [train({ synonyms: [{ value: 'big' }] }), 'a.json#/synonyms/0', /entity_id undefined leads to no entity/],
  [train({ entities: [{ slug: 'number', type: 0 }], synonyms: [{ entity_id: 0, value: 'one' }] }),
    'a.json#/synonyms/0', /entity number is gold or was switched off, and has no values/],
  [train({ entities: [{ slug: 'code', type: 3 }] }), 'a.json#/entities/0',
    /entity code has no regular expression: it recognises nothing/],
  [
    train({
      entities: [{ slug: 'code', type: 3, regex_pattern: 'a' }], synonyms: [{ entity_id: 0, value: 'one' }]
    }),
    '#/entities/code', /entity code has a regular expression and values: the values are left out/
  ],
  [train({ entities: [{ slug: 'code', type: 2 }, { slug: 'code', type: 3, regex_pattern: 'a' }] }),
    'a.json#/entities/1', /entity code is there twice: it stays restricted, and is not regex/],
  [train({ entities: [{ slug: 'size', type: 2, after: ['from'], before: ['', 'please'] }] }), '#/entities/size',
    /the words around entity size are left out: it is neither free nor a role/],
  [train({ entities: [{ slug: 'size', type: 2, gold_enrichment_from: 'nothing' }] }), 'a.json#/entities/0',
    /nothing leads to no entity: size is no role of another one now/],
  [train({ entities: [{ slug: 'size', type: 2, entity_id: 1 }, { slug: 'off', type: 2, is_activated: false }] }),
    'a.json#/entities/0', /off leads to no entity: size is no role/],
  [train({ tagged_tokens: [{ expression_id: 0, entity_id: 0, token_indices: null }] }), 'a.json#/tagged_tokens/0',
    /it leads to no expression, no entity or no token/],
  [train({ default_enrichment_values: [{ enrichment_pair_key_id: null, value: 1 }] }),
    'a.json#/default_enrichment_values/0', /an enrichment leads to no entity, key/],
  [train({ enrichment_groups: [{ entity_id: 0 }], entity_group_values: [{ group_id: '', value: 'big' }] }),
    'a.json#/entity_group_values/0', /an enrichment leads to no entity, key/],
  [train({ enrichment_pair_keys: [{ entity_id: 0, key: 'cm' }], enrichment_pair_values: [{ key_id: 0, value: 1 }] }),
    'a.json#/enrichment_pair_values/0', /an enrichment leads to no entity, key/],
  [
    train({
      enrichment_pair_keys: [{ entity_id: 0, key: 'cm' }],
      enrichment_groups: [{ entity_id: 0, name: 'big' }],
      enrichment_pair_values: [{ key_id: 0, group_id: 0, value: 1 }]
    }),
    'a.json#/enrichment_groups/0', /an enrichment leads to no entity, key, group or value/
  ],
  [
    {
      'a.json': {
        gazettes: [{
          name: 'size', enrichments: { enrichment_groups: [{ values: ['big'], pairs: [{ value: 'x' }] }] }
        }]
      }
    },
    'a.json#/gazettes/0/enrichments', /a field of an enrichment group of size has no key/
  ],
  [{ 'a.json': { gazettes: [{ name: 'size', type: 'huge' }] } }, 'a.json#/gazettes/0',
    /entity size is of the unknown type huge: left out/],
  [{ 'a.json': { gazettes: [], intents: [{ name: 'greet', expressions: [{ source: ' ' }] }] } },
    'a.json#/intents/0/expressions/0', /an expression of greet is empty/],
  [csv('Question,Answer,language\nWhy?,So,en\n,,en\n'), 'a.csv:3', /a question is empty/],
  [csv('Answer,Question\nSo\nSo,Why?\n'), 'a.csv:2', /a question is empty/],
  [csv('Question,Answer\nWhy?\nHow?,So\n'), 'a.csv:2', /the question has no answer/],
  [csv('expression;intent\nhello\nbye;bye\n'), 'a.csv:2', /the row names no intent/],

  [csv('expression;language;mood\nhello;en;good\nbye;en;\n'), 'a.csv:1', /the column `mood` is left out, with 1 cells/],
  [csv('expression;language\nhello;en\nbye;en;good\n'), 'a.csv:3', /the row has more cells than the first row: 3/],
  [csv('import type\nintent;greet;;;more\n'), 'a.csv:2', /the row has more than 4 cells/]
]

t.test('what a bot file cannot hold is told with its place', async t => {
  for (const [input, source, message] of losses) {
    const { items } = await importFiles(t, input)
    t.ok(items.some(item => item.kind !== 'note' && item.source === source && message.test(item.message)),
      `${source} ${String(message)}: ${JSON.stringify(items)}`)
  }
})

t.test('what holds nothing is not told', async t => {
  for (const input of [
    actions({ type: 'edit_memory', value: null }),
    actions({ type: 'edit_memory', value: '{"set":[],"unset":[],"reset":false}' }),
    skill({ type: 'floating', name: 'A', skill_titles: [{ title: 'A' }, {}], out_condition: null }),
    call({ header: { parameters: '[{"key":"","value":""}]' } }, { value: '{}' }),
    csv('expression;language;mood\nhello;en;\n'),
    csv('open;name;strictness\nfalse;size;80\n'),
    csv('intent;expression\n;\ngreet;hello\n ; \n'),
    {
      'a.json': {
        gazettes: [],
        intents: [{
          name: 'eat',
          expressions: [{
            source: 'eat rice',
            tokens: [
              { word: 'eat', space: true, entity: null }, { word: 'rice', entity: { name: 'FOOD', is_custom: true } }
            ]
          }]
        }]
      }
    }
  ]) {
    const { items } = await importFiles(t, input)
    t.strictSame(items.filter(({ kind }) => kind !== 'note'), [], JSON.stringify(input))
  }
})

t.test('the description of a bot is kept; an entity that is only tagged first is what it is declared as', async t => {
  const { bot: imported } = await importFiles(t, {
    'a.json': [bot({ description: 'Sells shoes' })],
    'b.json': { intents: [{ name: 'eat', expressions: [{ source: [{ raw: 'rice', entity: { name: 'food' } }] }] }] },
    'c.json': { entities: [{ name: 'food', open: false }] }
  })
  t.equal(imported.description, 'Sells shoes')
  t.match(imported.entities?.food, { values: ['rice'] })
  t.notOk(imported.entities?.food?.free)
})

t.test('a readme with more than the standard line is kept', async t => {
  const standard = '# README\n\n> You can update this readme to explain what your skill does.'
  t.equal((await importFiles(t, skill({ readme: standard }))).bot.skills.a?.description, undefined)
  t.equal((await importFiles(t, skill({ readme: `${standard}\n\nIt greets.` }))).bot.skills.a?.description,
    `${standard}\n\nIt greets.`)
})

t.test('files that are not read are told', async t => {
  const folder = t.testdir({ 'bot.csv': 'expression;language\nhello;en\n', 'notes.txt': 'x', '.hidden': 'x' })
  await symlink(join(folder, 'bot.csv'), join(folder, 'link.csv'))
  t.match((await importBot(folder)).items, [
    { kind: 'lost', source: 'link.csv', message: /it is no ordinary file: left out/ },
    { kind: 'lost', source: 'notes.txt', message: /neither JSON nor CSV: left out/ }
  ])
  const zip = join(t.testdir(), 'bot.zip')
  await writeFile(zip, zipOf([
    { name: 'bot/', data: '' }, { name: 'bot/a.csv', data: 'expression;language\nhello;en\n' },
    { name: 'bot/model.pk', data: 'x' }, { name: 'bot/.DS_Store', data: 'x' }, { name: '__MACOSX/a.csv', data: 'x' }
  ]))
  t.match((await importBot(zip)).items, [{ kind: 'lost', source: 'bot/model.pk', message: /neither JSON nor CSV/ }])
})
