import t from 'tap'
import {
  createInitialState, memoryChanges, openSession, clickableButtons, repliesToText, type BotFile, type ClickableButton,
  type Session, type SessionOptions, type Transport
} from '../../lib/platform/index.ts'

const bot: BotFile = {
  name: 'test',
  languages: ['en', 'fr'],
  intents: { hi: { expressions: { en: ['hello'], fr: ['bonjour'] } } },
  skills: { a: { triggers: '@hi', actions: [{ webhook: '/' }] }, b: { actions: [{ message: 'b' }] } },
  fallback: 'b'
}

/** A session whose webhook answers what it is told, and what the webhook was sent. */
async function sessionOf (answer: (body: {
  conversation: Record<string, any>, nlp: Record<string, any>
}) => unknown, options: SessionOptions = {}): Promise<Session> {
  const transport: Transport = async ({ body }) => {
    const text = JSON.stringify(answer(JSON.parse(String(body))))
    return { status: 200, headers: {}, body: (async function * () { yield Buffer.from(text) })() }
  }
  return openSession({ transport, ...options })
}

const count = ({ conversation: { memory } }: { conversation: Record<string, any> }) => ({
  replies: [{ type: 'text', content: `${(memory.n ?? 0) + 1}` }],
  conversation: { memory: { ...memory, n: (memory.n ?? 0) + 1 } }
})

t.test('a session keeps every turn, with what it changed', async t => {
  const session = await sessionOf(count,
    { bot, memory: { keep: { x: [1] } }, participant: { userName: 'Ada' }, id: 'c1' })
  t.match(session, { name: 'test', bot: { name: 'test' }, url: 'http://127.0.0.1:5000', turns: [], buttons: [] })
  t.strictSame(session.state, {
    id: 'c1',
    language: null,
    memory: { keep: { x: [1] } },
    skill: null,
    skill_stack: [],
    asking: [],
    skill_occurences: 0,
    participant_data: { userName: 'Ada' }
  })
  const first = await session.say('hello')
  t.match(first, {
    number: 1,
    input: { text: 'hello' },
    text: '1',
    memory: { n: 1 },
    changes: { added: { '/n': 1 }, removed: {}, changed: {} },
    state: { language: 'en' }
  })
  const second = await session.say('hello')
  t.strictSame(second.changes, { added: {}, removed: {}, changed: { '/n': { from: 1, to: 2 } } })
  t.strictSame(session.turns, [first, second])
  t.equal(session.state, second.state)
  t.type(second.ms, 'number')
})

t.test('records and states are frozen, and what was given is left alone', async t => {
  const understood = { skill: 'a', entities: { x: { raw: 'y' } } }
  const memory = { a: { b: 1 } }
  const session = await sessionOf(count, { bot, memory })
  const record = await session.say('hello', understood)
  for (const frozen of [
    record, record.state, record.memory, record.calls, record.nlp.entities, session.turns[0]?.replies
  ]) t.ok(Object.isFrozen(frozen))
  for (const ours of [understood, understood.entities, understood.entities.x, memory, memory.a, bot, bot.skills]) {
    t.notOk(Object.isFrozen(ours))
  }
})

t.test('going back, starting again, and editing memory and language', async t => {
  const session = await sessionOf(count, { bot, memory: { n: 5 }, language: 'en' })
  await session.say('hello')
  await session.say('hello')
  await session.say('hello')
  session.goBack(1)
  t.strictSame([session.turns.length, session.state.memory, session.state.skill_occurences], [1, { n: 6 }, 1])
  t.match(await session.say('hello'), { number: 2, text: '7' })
  session.setMemory({ n: 40 })
  t.match(await session.say('hello'), { text: '41', changes: { changed: { '/n': { from: 40, to: 41 } } } })
  session.setLanguage('fr')
  t.match((await session.say('bonjour')).nlp, { language: 'fr' })
  session.goBack(0)
  t.strictSame([session.turns, session.state.memory], [[], { n: 5 }])
  const { id } = session.state
  session.restart()
  t.not(session.state.id, id, 'a new conversation')
  t.strictSame([session.state.memory, session.state.language], [{ n: 5 }, 'en'])
  for (const turn of [-1, 1, 0.5]) {
    t.throws(() => { session.goBack(turn) },
      { code: 'FST_BOT_OPTION_INVALID', message: /must be 0: there are no turns yet/ })
  }
  await session.say('hello')
  t.throws(() => { session.goBack(2) }, { message: /must be from 0 to 1/ })
  t.throws(() => { session.setMemory([] as never) }, { code: 'FST_BOT_MEMORY_INVALID' })
})

t.test('sentences that are said at once are taken in order', async t => {
  const session = await sessionOf(count, { bot })
  const texts = await Promise.all([session.say('hello'), session.say('hello'), session.say('hello')].map(async record =>
    (await record).text))
  t.strictSame(texts, ['1', '2', '3'])
})

const shown = {
  replies: [
    {
      type: 'quickReplies',
      content: {
        title: 'Which?', buttons: [{ title: 'Yes', value: 'I say yes' }, { title: 'Same' }, { title: 5, value: 6 }]
      }
    },
    {
      type: 'card',
      content: {
        title: 'c',
        buttons: [
          { type: 'web_url', title: 'Site', value: 'https://example.com' },
          { type: 'phonenumber', title: 'Call', value: '555' },
          { type: 'web_url', title: 'Url', url: 'https://example.org' },
          { type: 'trigger_skill', title: 'Go', value: 'b' }
        ]
      }
    }
  ]
}

t.test('a pressed button sends its value, runs a skill, or tells that it sends nothing', async t => {
  const session = await sessionOf(
    ({ nlp: { source } }) => source === 'hello' ? shown : { replies: [{ type: 'text', content: source }] },
    { bot: { ...bot, fallback: 'c', skills: { ...bot.skills, c: { actions: [{ webhook: '/' }] } } } }
  )
  const press = async (title: string) => { await session.say('hello'); return session.click(title) }
  t.match(await press('Yes'), { text: 'I say yes', input: { text: 'I say yes', pressed: 'Yes' } })
  t.match(await press('I say yes'), { text: 'I say yes', input: { pressed: 'Yes' } })
  t.match(await press('Same'), { text: 'Same' })
  t.match(await press('5'), { text: '6' })
  t.match(await press('Go'), { text: 'b', input: { understood: { skill: 'b' } } })
  await t.rejects(press('Site'), {
    code: 'FST_BOT_BUTTON_NOT_CLICKABLE',
    message: "button 'Site' is of type web_url and says nothing to the bot: it leads to https://example.com"
  })
  await t.rejects(press('Url'), { message: /leads to https:\/\/example\.org/ })
  await t.rejects(press('Call'), { message: /phonenumber.*555/ })
  await t.rejects(press('No'), {
    code: 'FST_BOT_BUTTON_UNKNOWN',
    message: "no button 'No' in the last replies: they have 'Yes', 'Same', '5', 'Site', 'Call', 'Url', 'Go'"
  })
  await session.say('x')
  await t.rejects(session.click('Yes'), { message: /they have none/ })
  t.match(await press('Yes'), { text: 'I say yes' }, 'and it goes on')
})

t.test('buttons are found in every kind of reply, in the order in which they are shown', t => {
  const button = (title: unknown, more = {}) => ({ title, value: 'v', ...more })
  const buttons = clickableButtons([
    'text', null, { type: 'text', content: 'x' }, { type: 'picture' },
    {
      type: 'buttons',
      content: {
        title: 't',
        buttons: [button('a', { type: 'postback' }), button(''), null, {}, button('b', { type: 'BUTTON_TYPE' })]
      }
    },
    { type: 'carousel', content: [{ buttons: [button('c')] }, 5, { buttons: {} }, { title: 'none' }] },
    {
      type: 'list',
      content: { elements: [{ buttons: [button('d')] }, { buttons: [button('e')] }], buttons: [button('f')] }
    }
  ])
  t.strictSame(buttons.map(({ title }) => title), ['a', 'b', 'c', 'd', 'e', 'f'])
  t.strictSame(buttons[1], { title: 'b', value: 'v', press: 'say', type: 'BUTTON_TYPE' } satisfies ClickableButton)
  t.equal(buttons[2]?.type, undefined)
  t.end()
})

t.test('what a person reads of replies', t => {
  t.equal(repliesToText([
    { type: 'text', content: 'a' }, 'b', 5, null, { type: 'text', content: { unusual: 1 } }, { type: 'text' },
    { type: 'picture', content: 'https://p' },
    { type: 'card', content: { title: 'T', subtitle: 'S', imageUrl: 'https://i', buttons: [{ title: 'B' }, 'x', {}] } },
    { type: 'carousel', content: [{ title: 'C1' }, { title: 'C2', subtitle: '' }] },
    { type: 'list', content: { elements: [{ title: 'E', buttons: [{ title: 'EB' }] }], buttons: [{ title: 'LB' }] } },
    { type: 'client_data', content: { elements: [{ key: 'k', value: 'v' }] } },
    { type: 'custom', content: { text: 'raw' } }
  ]), 'a\nb\n5\nhttps://p\nT\nS\nhttps://i\n[B]\nC1\nC2\nE\n[EB]\n[LB]\n{"text":"raw"}')
  t.end()
})

t.test('the difference of two memories', t => {
  t.strictSame(memoryChanges(
    { same: { a: [1] }, gone: 1, deep: { x: 1, y: { z: 1 }, list: [1] }, 'a/b~c': 1, kind: {} },
    { same: { a: [1] }, deep: { x: 2, y: { w: 1 }, list: [1, 2] }, 'a/b~c': 2, kind: [], constructor: 1 }
  ), {
    added: { '/deep/y/w': 1, '/constructor': 1 },
    removed: { '/gone': 1, '/deep/y/z': 1 },
    changed: {
      '/deep/x': { from: 1, to: 2 },
      '/deep/list': { from: [1], to: [1, 2] },
      '/a~1b~0c': { from: 1, to: 2 },
      '/kind': { from: {}, to: [] }
    }
  })
  t.end()
})

t.test('without a bot file each sentence is one call, with the given skill or none', async t => {
  const bodies: unknown[] = []
  const session = await sessionOf(body => { bodies.push(body); return count(body) }, { url: 'http://bot.test/hook' })
  t.match(session, { name: 'http://bot.test/hook', bot: null, url: 'http://bot.test/hook' })
  await session.say('hi')
  await session.say('hi')
  await session.say('hi', { skill: 'a', intent: 'x' })
  t.match(await session.say('hi', { skill: 'a' }), { text: '4', memory: { n: 4 } })
  t.match(bodies, [
    {
      conversation: { skill: null, skill_stack: [], skill_occurences: 1, language: 'en' },
      nlp: { source: 'hi', intents: [] }
    },
    { conversation: { skill: null, skill_occurences: 2, memory: { n: 1 } } },
    { conversation: { skill: 'a', skill_stack: ['a'], skill_occurences: 1 }, nlp: { intents: [{ slug: 'x' }] } },
    { conversation: { skill: 'a', skill_occurences: 2 } }
  ])
  const down = await openSession({ transport: () => Promise.reject(new Error('down')) })
  t.match(await down.say('hi'), {
    replies: [],
    calls: [{ request: { url: 'http://127.0.0.1:5000' } }, { request: { url: 'http://127.0.0.1:5000/errors' } }],
    logs: [{ code: 'E_WEBHOOK_FAILED' }, { code: 'E_REPORT_FAILED' }]
  })
})

t.test('a session can be opened with nothing but defaults', async t => {
  const session = await openSession()
  t.equal(session.url, 'http://127.0.0.1:5000')
  t.match(session.state.id, /^[0-9a-f-]{36}$/)
  t.match(createInitialState({}, () => 'id'), { id: 'id' })
})
