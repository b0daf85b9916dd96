import t from 'tap'
import {
  createInitialState, repliesToText, runTurn, type BotFile, type CallOrder, type CallOutcome, type ConversationState,
  type Effects, type Input, type TurnResult
} from '../../lib/platform/index.ts'
import { deepFreeze } from '../../lib/platform/engine/deep-freeze.ts'

type Skills = BotFile['skills']
type Webhook = (order: CallOrder) => Record<string, unknown> | undefined

/** A bot with these skills, and two languages. */
const botOf = (skills: Skills, more: Partial<BotFile> = {}): BotFile => ({
  name: 'test', languages: ['en', 'fr'], skills, ...more
})

/** Effects that write down every call, and answer it as they are told; undefined for a failure. */
function effectsOf (webhook: Webhook = () => ({}), orders: CallOrder[] = []): Effects & { orders: CallOrder[] } {
  return {
    orders,
    analyse: async (source, language) => ({
      uuid: 'u',
      source,
      intents: [],
      entities: {},
      language: language ?? 'fr',
      processing_language: language ?? 'fr',
      status: 200
    }),
    call: async order => {
      orders.push(order)
      const answer = webhook(order)
      const problem = answer === undefined ? { kind: 'unreachable' as const, message: 'nobody there' } : null
      const record: CallOutcome['record'] = {
        purpose: order.purpose,
        request: {
          method: order.method, url: order.url ?? '/errors', headers: {}, body: order.body
        },
        response: null,
        ms: 1,
        problem,
        findings: []
      }
      return { record, answer: order.purpose === 'webhook' ? answer : undefined }
    },
    now: () => Date.UTC(2026, 0, 2),
    uuid: () => 'u',
    protocolVersion: undefined,
    reports: true
  }
}

const fresh = (more: Partial<ConversationState> = {}): ConversationState =>
  deepFreeze({ ...createInitialState({ id: 'c1', language: 'en' }, () => ''), ...more })

/** One turn; everything that is given is frozen, so a write to it would throw. */
async function take (
  bot: BotFile, state: ConversationState, input: Input, effects: Effects = effectsOf()
): Promise<TurnResult> {
  return deepFreeze(await runTurn(deepFreeze(structuredClone(bot)), deepFreeze(structuredClone(state)),
    deepFreeze(structuredClone(input)), effects))
}

const saying = (text: string, understood: Input['understood'] = {}): Input => ({ text, understood })
const codes = ({ logs }: TurnResult) => logs.map(({ code }) => code)

t.test('conditions: intents, entities, memory and expressions, with and, or and not', async t => {
  const cases: Array<[triggers: Skills[string]['triggers'], runs: boolean]> = [
    [{ intent: 'greet' }, true],
    [{ intent: 'other' }, false],
    [{ entity: 'size' }, true],
    [{ entity: 'color' }, false],
    [{ memory: 'cart.items' }, true],
    [{ memory: 'cart.none' }, false],
    [{ memory: 'nothing' }, false],
    [{ intent: 'greet', entity: 'color' }, false],
    [{ and: [{ intent: 'greet' }, { entity: 'size' }] }, true],
    [{ and: [{ intent: 'greet' }, { entity: 'color' }] }, false],
    [{ or: [{ intent: 'other' }, { entity: 'size' }] }, true],
    [{ or: [{ intent: 'other' }, { entity: 'color' }] }, false],
    [{ not: { intent: 'other' } }, true],
    [{ not: { intent: 'greet' } }, false],
    [[{ intent: 'other' }, { intent: 'greet' }], true],
    [undefined, false],
    ['@greet', true],
    ['@greet is-present', true],
    ['@other is-absent', true],
    ['@greet is greet', true],
    ['#size is big', true],
    ['#size.value is large', true],
    ['#size[0].value is large', true],
    ['nlp.entities.size.value is large', true],
    ['entities.size.value is large', true],
    ['nlp.entities.size[1].value is-absent', true],
    ['nlp.intents[0].slug is greet', true],
    ['_memory.city is Paris', true],
    ['_memory.city is-not Paris', false],
    ['_memory.city in Lyon, Paris', true],
    ['_memory.city in [Lyon, Brest]', false],
    ['_memory.none in Lyon', false],
    ['_memory.city not-in Lyon', true],
    ['_memory.none not-in Lyon', true],
    ['_memory.city not-in Paris', false],
    ['_memory.city matches ^P.*s$', true],
    ['_memory.city matches ^L', false],
    ['_memory.none matches .', false],
    ['_memory.city matches-not ^L', true],
    ['_memory.none matches-not .', true],
    ['_memory.city matches-not ^P', false],
    ['_memory.age lower-than 30', true],
    ['_memory.age lower-than 20', false],
    ['_memory.none lower-than 20', false],
    ['_memory.age greater-than 20', true],
    ['_memory.age greater-than 30', false],
    ['_memory.none greater-than 1', false],
    ['_memory.person is Ada', true],
    ['_memory.cart is {"items":["pen"]}', true],
    ['_memory.cart.items[0] is pen', true],
    ['_memory.constructor is-absent', true],
    ['sentiment is positive', true],
    ['language is en', true],
    ['skill_occurences greater-than 2', true],
    ['participant_data.userName is Ada', true]
  ]
  const state = fresh({
    memory: { city: 'Paris', age: 25, nothing: null, person: { raw: 'Ada' }, cart: { items: ['pen'] } },
    skill_occurences: 3,
    participant_data: { userName: 'Ada' }
  })
  const input = saying('hi',
    { intent: 'greet', sentiment: 'positive', entities: { size: { value: 'large', raw: 'big' } } })
  for (const [triggers, runs] of cases) {
    const bot = botOf({ a: { ...(triggers !== undefined && { triggers }), actions: [{ message: 'ran' }] } })
    t.equal((await take(bot, state, input)).replies.length === 1, runs, JSON.stringify(triggers))
  }
})

t.test('variables in messages, values, addresses, and JSON in the making', async t => {
  const bot = botOf({
    a: {
      actions: [
        {
          memory: {
            set: {
              copy: '{{memory.list}}',
              mixed: 'a {{memory.list}}',
              none: '{{memory.none}}',
              deep: [{ city: '{{#location}}' }],
              n: 5
            }
          }
        },
        {
          message: '{{memory.list}} {{memory.none}}{{#location}} {{#location.lat}} {{nlp.source}} {{skill}} ' +
            '{{skill_occurences}}{{skill_occurrences}} {{conversation_id}} {{language}} {{current_message}} ' +
            '{{message_received_at}} {{#nobody}}'
        },
        {
          message: {
            type: 'card',
            content: { title: '{{memory.n}}', buttons: [{ title: 'x', value: '{{memory.copy[0]}}', n: 1, no: null }] }
          }
        },
        {
          webhook: {
            url: '/{{memory.n}}',
            method: 'PUT',
            body: '{"q":"{{memory.quote}}", "o": {{memory.list}}, "none": {{memory.none}}, "s": "\\"{{memory.n}}"}'
          }
        },
        { webhook: { url: '/', body: { list: '{{memory.list}}', text: 'n = {{memory.n}}' }, headers: { 'x-a': 'b' } } },
        { webhook: { url: '/get', method: 'GET' } }
      ]
    }
  })
  const effects = effectsOf()
  const { replies, state } = await take(bot, fresh({ memory: { list: [1, 2], quote: 'say "hi"\n' } }),
    saying('hi', { skill: 'a', entities: { location: { raw: 'Paris', lat: 48 } } }), effects)
  t.strictSame(state.memory, {
    list: [1, 2],
    quote: 'say "hi"\n',
    copy: [1, 2],
    mixed: 'a [1,2]',
    none: null,
    deep: [{ city: { raw: 'Paris', lat: 48 } }],
    n: 5
  })
  t.strictSame(replies, [
    { type: 'text', content: '[1,2] Paris 48 hi a 11 c1 en hi 2026-01-02T00:00:00.000Z ' },
    { type: 'card', content: { title: '5', buttons: [{ title: 'x', value: '1', n: 1, no: null }] } }
  ])
  const [put, post, get] = effects.orders
  t.match(put, { method: 'PUT', url: '/5', body: '{"q":"say \\"hi\\"\\n", "o": [1,2], "none": null, "s": "\\"5"}' })
  t.match(JSON.parse(String(put?.body)), { s: '"5', o: [1, 2] })
  t.match(post, { method: 'POST', url: '/', headers: { 'x-a': 'b' }, body: { list: [1, 2], text: 'n = 5' } })
  t.match(get, { method: 'GET', url: '/get', body: undefined })
})

t.test('the length of a list or of a text is a variable', async t => {
  const message = '{{memory.list.length}} {{memory.text.length}}{{memory.none.length}}'
  const { replies } = await take(botOf({ a: { actions: [{ message }] } }),
    fresh({ memory: { list: [1, 2], text: 'abc' } }), saying('', { skill: 'a' }))
  t.equal(repliesToText(replies), '2 3')
})

t.test('messages by language: that of the conversation, else the first there is', async t => {
  const bot = botOf({
    a: {
      actions: [
        { message: { fr: 'Bonjour', en: 'Hello' } }, { message: { fr: { type: 'picture', content: 'p' } } },
        { language: 'fr' }, { message: { en: 'Hello', fr: 'Bonjour' } }
      ]
    }
  })
  const { replies, state } = await take(bot, fresh(), saying('', { skill: 'a' }))
  t.strictSame(replies,
    [{ type: 'text', content: 'Hello' }, { type: 'picture', content: 'p' }, { type: 'text', content: 'Bonjour' }])
  t.equal(state.language, 'fr')
  t.match((await take(bot, fresh({ language: 'de' }), saying('', { skill: 'a' }))).logs[0],
    { level: 'warn', code: 'W_LANGUAGE_UNKNOWN', message: /no expressions in de/ })
  t.equal((await take(bot, fresh({ language: null }), { text: 'salut' })).state.language, 'fr',
    'the first sentence shows it')
  t.equal((await take(bot, fresh({ language: null }), saying('salut'))).state.language, 'en', 'or the bot\'s first')
})

t.test('memory edits: reset, then set, then unset, and the next action sees them', async t => {
  const bot = botOf({
    a: {
      actions: [
        { message: 'Hello {{memory.name}}' }, { memory: { set: { name: 'Bob' } } },
        { message: 'Hello {{memory.name}}' },
        { memory: { reset: true, set: { a: '{{memory.name}}', b: 1 }, unset: ['b'] } }
      ]
    }
  })
  const { replies, state } = await take(bot, fresh({ memory: { name: 'Ada', x: 1 } }), saying('', { skill: 'a' }))
  t.equal(repliesToText(replies), 'Hello Ada\nHello Bob')
  t.strictSame(state.memory, { a: 'Bob' })
})

t.test('the answer of a webhook: replies in the order of the actions and untouched, memory replaced or left, ' +
  'language switched', async t => {
  const bot = botOf({ a: { actions: [{ message: 'before' }, { webhook: '/a' }, { message: 'after {{memory.b}}' }] } })
  const unusual = [{ type: 'rolelist', content: { a: [null] }, extra: 1 }, 'a string', null]
  const answered = async (answer: Record<string, unknown>) =>
    take(bot, fresh({ memory: { a: 1 } }), saying('', { skill: 'a' }), effectsOf(() => answer))
  const full = await answered({ replies: unusual, conversation: { memory: { b: 2 }, language: 'de' }, status: 200 })
  t.strictSame(full.replies, [{ type: 'text', content: 'before' }, ...unusual, { type: 'text', content: 'after 2' }])
  t.strictSame(full.state.memory, { b: 2 })
  t.equal(full.state.language, 'de')
  for (const nothing of [
    {}, { conversation: {} }, { conversation: null }, { replies: [], conversation: { memory: null, language: null } }
  ]) {
    const { state, replies } = await answered(nothing)
    t.strictSame([state.memory, state.language, replies.length], [{ a: 1 }, 'en', 2], JSON.stringify(nothing))
  }
  t.strictSame((await answered({ conversation: { memory: {} } })).state.memory, {}, 'an empty memory wipes')
})

t.test('a webhook that fails: nothing changes, the turn goes on, it is logged and reported', async t => {
  const bot = botOf({ a: { actions: [{ webhook: '/a' }, { message: 'after' }] } })
  const effects = effectsOf(({ purpose }) => purpose === 'errors' ? {} : undefined)
  const result = await take(bot, fresh({ memory: { a: 1 } }), saying('', { skill: 'a' }), effects)
  t.equal(repliesToText(result.replies), 'after')
  t.strictSame(result.state.memory, { a: 1 })
  t.match(result.logs.find(({ level }) => level === 'error'),
    { code: 'E_WEBHOOK_FAILED', message: 'POST /a failed (unreachable): nobody there' })
  t.match(effects.orders[1], {
    purpose: 'errors',
    method: 'POST',
    url: undefined,
    body: {
      conversation_id: 'c1',
      skill: 'a',
      action_id: /^[0-9a-f-]{36}$/,
      error: { kind: 'unreachable', method: 'POST', url: '/a', status: null }
    }
  })
  t.strictSame(result.calls.map(({ purpose }) => purpose), ['webhook', 'errors'])

  const silent = effectsOf(() => undefined)
  t.ok(codes(await take(bot, fresh(), saying('', { skill: 'a' }), silent)).includes('E_REPORT_FAILED'))
  const unreported = await take(bot, fresh(), saying('', { skill: 'a' }), { ...silent, reports: false })
  t.strictSame(unreported.calls.map(({ purpose }) => purpose), ['webhook'])
})

t.test('the skill that runs: by name, triggered, several or none triggered', async t => {
  const skills: Skills = {
    a: { triggers: { intent: 'a' }, actions: [{ message: 'a' }] },
    b: { triggers: [{ intent: 'b' }, { entity: 'x' }], actions: [{ message: 'b' }] },
    lost: { actions: [{ message: 'lost' }] }
  }
  const bot = botOf(skills, { fallback: 'lost' })
  const run = async (understood: Input['understood'], of = bot) => {
    const result = await take(of, fresh(), saying('', understood))
    return [repliesToText(result.replies), ...codes(result).filter(code => !code.startsWith('I_'))]
  }
  t.strictSame(await run({ intent: 'a' }), ['a'])
  t.strictSame(await run({ entities: { x: 'y' } }), ['b'])
  t.strictSame(await run({ skill: 'b' }), ['b'])
  t.strictSame(await run({ skill: 'lost', intent: 'a' }), ['lost'])
  t.strictSame(await run({ intent: 'a', entities: { x: 'y' } }), ['lost', 'W_SEVERAL_TRIGGERED'])
  t.strictSame(await run({ intents: [{ slug: 'a', confidence: 0.6 }, { slug: 'b', confidence: 0.5 }] }),
    ['lost', 'W_SEVERAL_TRIGGERED'])
  t.strictSame(await run({}), ['lost'])
  t.strictSame(await run({}, botOf(skills)), ['', 'W_NOTHING_TRIGGERED'])
  t.strictSame(await run({ skill: 'constructor' }), ['', 'E_SKILL_UNKNOWN'])
})

t.test('occurrences count sentences in a row, and the stack holds the skill while it acts', async t => {
  const bot = botOf({
    a: { triggers: '@a', actions: [{ webhook: '/a' }] }, b: { triggers: '@b', actions: [{ webhook: '/b' }] }
  })
  const effects = effectsOf()
  let state = fresh()
  for (const intent of ['a', 'a', 'b', 'a']) ({ state } = await take(bot, state, saying('', { intent }), effects))
  t.strictSame(effects.orders.map(({ body }) => {
    const {
      conversation: { skill, skill_occurences: times, skill_stack: stack }
    } = body as { conversation: ConversationState }; return [skill, times, stack]
  }),
  [['a', 1, ['a']], ['a', 2, ['a']], ['b', 1, ['b']], ['a', 1, ['a']]])
  t.strictSame(state.skill_stack, [])
})

const form: Skills = {
  form: {
    triggers: '@form',
    requirements: [
      { entity: 'person', as: 'owner', question: 'Your name?' },
      {
        entity: 'person',
        as: 'dog',
        question: [{ message: 'And your dog?' }, { message: '...' }],
        complete: 'Good dog {{memory.dog.raw}}'
      },
      {
        intent: 'yes',
        question: 'Sure?',
        validation: { condition: { expression: '_memory.yes.confidence greater-than 0.5' }, otherwise: 'Be surer.' }
      }
    ],
    actions: [{ message: '{{memory.owner.raw}} and {{memory.dog.raw}}' }]
  },
  joke: { triggers: '@joke', actions: [{ message: 'ha' }, { webhook: '/' }] },
  lost: { actions: [{ message: 'lost' }] }
}

t.test('requirements are asked for in order, kept, validated and completed; another skill may ' +
  'come between', async t => {
  const bot = botOf(form, { fallback: 'lost' })
  const effects = effectsOf()
  let state = fresh()
  const say = async (understood: Input['understood']) => {
    const result = await take(bot, state, saying('', understood), effects)
    state = result.state
    return repliesToText(result.replies)
  }
  t.equal(await say({ intent: 'form' }), 'Your name?')
  t.strictSame([state.skill, state.skill_stack, state.asking, state.skill_occurences], ['form', ['form'], ['form'], 1])
  t.equal(await say({}), 'Your name?', 'it asks again')
  t.equal(state.skill_occurences, 2)
  t.equal(await say({ entities: { person: 'Ada' } }), 'And your dog?\n...')
  t.strictSame(state.memory, { owner: { raw: 'Ada', confidence: 1 } })
  t.equal(await say({ intent: 'joke' }), 'ha')
  t.strictSame([state.skill, state.skill_stack], ['joke', ['form']], 'it waits meanwhile')
  t.strictSame((effects.orders[0]?.body as { conversation: ConversationState }).conversation.skill_stack,
    ['form', 'joke'])
  t.equal(await say({ intent: 'form', entities: { person: ['Rex', 'Max'] } }), 'Good dog Rex\nSure?')
  t.equal(await say({ intents: [{ slug: 'yes', confidence: 0.3 }] }), 'Be surer.')
  t.notOk('yes' in state.memory)
  t.equal(await say({ intent: 'yes' }), 'Ada and Rex')
  t.strictSame([state.skill_stack, state.asking, state.memory.yes],
    [[], [], { slug: 'yes', confidence: 1, description: null }])
  t.equal(await say({ intent: 'form' }), 'Ada and Rex', 'what is known is not asked again')
  t.equal(await say({}), 'lost')
})

t.test('one entity fills one requirement; two of a name fill two, in the order of the sentence', async t => {
  const bot = botOf(form)
  t.equal(repliesToText((await take(bot, fresh(),
    saying('', { intent: 'form', entities: { person: 'Ada' } }))).replies), 'And your dog?\n...')
  const both = await take(bot, fresh(), saying('', {
    intents: [{ slug: 'form', confidence: 1 }, { slug: 'yes', confidence: 1 }],
    entities: { person: ['Ada', { raw: 'Rex' }] }
  }))
  t.equal(repliesToText(both.replies), 'Good dog Rex\nAda and Rex')
  t.ok(codes(both).includes('I_REQUIREMENT_FILLED'))
})

t.test('a validation without words of its own asks again; a skill that was triggered twice is its own', async t => {
  const bot = botOf({
    a: {
      triggers: '@a',
      requirements: [{
        entity: 'n', question: 'n?', validation: { condition: { expression: '#n.value greater-than 5' } }
      }],
      actions: [{ message: 'ok' }]
    },
    b: { triggers: '@a', actions: [{ message: 'b' }] }
  })
  const asked = await take(bot, fresh(), saying('', { skill: 'a' }))
  const refused = await take(bot, asked.state, saying('', { entities: { n: '3' } }))
  t.equal(repliesToText(refused.replies), 'n?')
  t.ok(codes(refused).includes('I_REQUIREMENT_INVALID'))
  t.equal(repliesToText((await take(bot, refused.state, saying('', { intent: 'a' }))).replies), 'n?',
    'the one that waits comes first')
  t.equal(repliesToText((await take(bot, refused.state, saying('', { entities: { n: '7' } }))).replies), 'ok')
  const intent = await take(botOf({
    a: { requirements: [{ intent: 'yes', validation: { condition: { intent: 'yes' } } }], actions: [{ message: 'ok' }] }
  }), fresh(), saying('', { skill: 'a', intent: 'yes' }))
  t.equal(repliesToText(intent.replies), 'ok')
})

t.test('goto runs a skill when this one is done, whatever its triggers; by a variable, too; out of a ' +
  'requirement at once', async t => {
  const bot = botOf({
    a: { triggers: '@a', actions: [{ goto: 'b' }, { message: 'a' }] },
    b: { triggers: '@never', actions: [{ message: 'b' }, { goto: '{{memory.next}}' }] },
    c: {
      requirements: [{
        entity: 'x', question: [{ if: { memory: 'tired' }, goto: 'd' }, { message: 'x?' }], complete: [{ goto: 'd' }]
      }],
      actions: [{ message: 'c' }]
    },
    d: { actions: [{ message: 'd' }] }
  })
  const run = async (memory: Record<string, unknown>, understood: Input['understood'] = {}) =>
    take(bot, fresh({ memory }), saying('', { intent: 'a', ...understood }))
  const plain = await run({ next: 'd' })
  t.equal(repliesToText(plain.replies), 'a\nb\nd')
  t.equal(plain.state.skill, 'd')
  t.ok((await run({})).logs.some(({ code, message }) =>
    code === 'E_SKILL_UNKNOWN' && message.includes('leads to nothing')))
  t.ok((await run({ next: 'toString' })).logs.some(({ message }) => message.includes('leads to toString')))
  t.equal(repliesToText((await run({ next: 'c' })).replies), 'a\nb\nx?')
  const tired = await run({ next: 'c', tired: true })
  t.equal(repliesToText(tired.replies), 'a\nb\nx?\nd')
  t.strictSame(tired.state.skill_stack, [], 'it does not wait')
  t.equal(repliesToText((await run({ next: 'c' }, { entities: { x: 'y' } })).replies), 'a\nb\nd', 'and does not act')
})

t.test('goto that waits: the next sentence tries that skill first, by its triggers, and once', async t => {
  const bot = botOf({
    a: { triggers: '@a', actions: [{ goto: { skill: 'yes', wait: true } }, { message: 'sure?' }] },
    yes: { triggers: '@y', actions: [{ message: 'yes!' }] },
    other: { triggers: '@y', actions: [{ message: 'other' }] },
    self: { triggers: '@self', actions: [{ message: 'again' }, { goto: { skill: 'self', wait: true } }] },
    any: { actions: [{ message: 'any' }] },
    open: { triggers: '@open', actions: [{ goto: { skill: 'any', wait: true } }] }
  }, { fallback: 'any' })
  const asked = await take(bot, fresh(), saying('', { intent: 'a' }))
  t.strictSame([asked.state.skill_stack, asked.state.asking], [['yes'], []])
  t.equal(repliesToText((await take(bot, asked.state, saying('', { intent: 'y' }))).replies), 'yes!')
  const missed = await take(bot, asked.state, saying('', {}))
  t.equal(repliesToText(missed.replies), 'any')
  t.strictSame(missed.state.skill_stack, [])
  t.match(codes(await take(bot, missed.state, saying('', { intent: 'y' }))), ['W_SEVERAL_TRIGGERED'])
  t.strictSame((await take(bot, fresh(), saying('', { intent: 'self' }))).state.skill_stack, ['self'])
  const opened = await take(bot, fresh(), saying('', { intent: 'open' }))
  t.equal(repliesToText((await take(bot, opened.state, saying('', { intent: 'a' }))).replies), 'any',
    'without triggers it takes any sentence')
})

t.test('a circle of skills is cut, with an error that names it', async t => {
  for (const skills of [{ a: { actions: [{ goto: 'a' }] } }, {
    a: { actions: [{ message: 'a' }, { goto: 'b' }] },
    b: { actions: [{ goto: 'c' }] },
    c: { actions: [{ goto: 'a' }] }
  }] as Skills[]) {
    const { logs, state } = await take(botOf(skills), fresh(), saying('', { skill: 'a' }))
    t.match(logs.at(-1), {
      level: 'error', code: 'E_SKILL_LOOP', message: /started 20 skills, the last ones .* > .*, and would go on with/
    })
    t.strictSame(state.skill_stack, [])
  }
})

t.test('an action without a verb, which the check of the file refuses, does nothing', async t => {
  const bot = botOf({ a: { actions: [{}] }, b: {} })
  for (const skill of ['a', 'b']) t.strictSame((await take(bot, fresh(), saying('', { skill }))).replies, [])
})

t.test('a skill that begins the conversation may do nothing, or be gone', async t => {
  for (const skills of [{ begin: {}, a: { actions: [{ message: 'a' }] } }, { a: { actions: [{ message: 'a' }] } }]) {
    const { replies, state } = await take(botOf(skills, { initialize: 'begin' }), fresh(), saying('', { skill: 'a' }))
    t.strictSame([repliesToText(replies), state.initialized], ['a', true])
  }
})

t.test('an action that joins its bot between two turns has an id of its own', async t => {
  const bot = botOf({ a: { actions: [{ webhook: '/a' }] } })
  const { orders, ...effects } = effectsOf()
  const run = async () => runTurn(bot, fresh(), saying('', { skill: 'a' }), effects)
  await run()
  bot.skills.a?.actions?.push({ webhook: '/b' })
  await run()
  const [, a, b] = orders.map(({ body }) => (body as { action_id: string }).action_id)
  t.match(b, /^[0-9a-f-]{36}$/)
  t.not(a, b)
})

t.test('the decision: what was told without a confidence is certain, and a skill whose question was answered ' +
  'elsewhere waits for none', async t => {
  const requirements = [{ entity: 'n', question: 'n?' }]
  const bot = botOf({ a: { triggers: '@a', requirements, actions: [{ message: 'ok' }] } })
  const asked = await take(bot, fresh(), saying('', { intents: [{ slug: 'a' }] }))
  t.strictSame(asked.decision?.intents, [{ slug: 'a', confidence: 1, needs: 0 }])
  const filled = await take(bot, { ...asked.state, memory: { n: { raw: '5' } } }, saying(''))
  t.match(filled.decision, { skill: 'a', reason: 'waiting', waiting: null })
  t.equal(repliesToText(filled.replies), 'ok')
  t.equal((await take(botOf({}), asked.state, saying(''))).decision?.waiting, null, 'its skill is gone')
})

t.test('an NLU that knows nothing at all', async t => {
  const bot = botOf({
    a: {
      triggers: [{ intent: 'x' }, { entity: 'y' }, { not: { memory: 'z' } }],
      requirements: [{ entity: 'y', question: 'y?' }]
    }
  })
  const { replies, state } = await take(bot, fresh({ language: null }), { text: 'hi' },
    { ...effectsOf(), analyse: async source => ({ source, intents: null, entities: null }) })
  t.equal(repliesToText(replies), 'y?')
  t.equal(state.language, 'en')
})

t.test('what was told instead of understood is written as the platform would', async t => {
  const bot = botOf({ a: {} })
  const { nlp } = await take(bot, fresh(), saying('hi',
    { intent: 'x', sentiment: 'vpositive', entities: { location: 'Paris', size: 'big', own: [{ raw: 'a', n: 1 }] } }))
  t.strictSame(nlp, {
    uuid: 'u',
    source: 'hi',
    intents: [{ slug: 'x', confidence: 1, description: null }],
    entities: {
      location: [{ raw: 'Paris', confidence: 1 }],
      size: [{ value: 'big', raw: 'big', confidence: 1 }],
      own: [{ raw: 'a', n: 1 }]
    },
    act: null,
    type: null,
    sentiment: 'vpositive',
    language: 'en',
    processing_language: 'en',
    version: null,
    timestamp: '2026-01-02T00:00:00.000000+00:00',
    status: 200
  })
})
