import t from 'tap'
import { channels, lint, repair, type ChannelName } from '../../lib/index.ts'

const message = (type: string, content: unknown) => ({ type, content })
const everyChannel = Object.keys(channels) as ChannelName[]

t.test('what a channel crashes on or prints is filled in', t => {
  const title = { title: 'a' }
  const full = { title: 'a', subtitle: 'b', imageUrl: 'https://e.com/a.png', buttons: [] }
  const cases: Array<[channel: ChannelName, given: object, sent: object, codes: string[]]> = [
    ['telegram', message('quickReplies',
      title), message('quickReplies', { title: 'a', buttons: [] }), ['BUTTONS_MISSING']],
    ['telegram', message('buttons', title), message('buttons', { title: 'a', buttons: [] }), ['BUTTONS_MISSING']],
    ['line', message('card', title), message('card', { title: 'a', buttons: [] }), ['BUTTONS_MISSING']],
    ['teams', message('carousel', [full, title, title]), message('carousel',
      [full, { title: 'a', buttons: [] }, { title: 'a', buttons: [] }]), ['BUTTONS_MISSING', 'BUTTONS_MISSING']],
    [
      'teams', message('carouselle', [title]), message('carouselle', [{ title: 'a', buttons: [] }]), ['BUTTONS_MISSING']
    ],
    ['telegram', message('list',
      { elements: [full] }), message('list', { elements: [full], buttons: [] }), ['BUTTONS_MISSING']],
    ['telegram', message('list', { elements: [title] }), message('list', {
      elements: [{ title: 'a', buttons: [], subtitle: '' }], buttons: []
    }), ['BUTTONS_MISSING', 'SUBTITLE_UNDEFINED', 'BUTTONS_MISSING']],
    ['telegram', message('carousel', [{ buttons: [] }]), message('carousel',
      [{ buttons: [], title: '', imageUrl: '' }]), ['TITLE_UNDEFINED', 'IMAGE_UNDEFINED']],
    ['line', message('list', { elements: [title] }), message('list',
      { elements: [{ title: 'a', buttons: [] }], buttons: [] }), ['BUTTONS_MISSING', 'BUTTONS_MISSING']],
    ['slack', message('list',
      { elements: [title] }), message('list', { elements: [{ title: 'a', buttons: [] }] }), ['BUTTONS_MISSING']],
    [
      'kik', message('list', { elements: [title] }),
      message('list', { elements: [{ title: 'a', buttons: [], subtitle: '', imageUrl: '' }] }),
      ['BUTTONS_MISSING', 'SUBTITLE_UNDEFINED', 'IMAGE_UNDEFINED']
    ],
    ['twilio', message('buttons', { title: 'a', buttons: [{ type: 'postback', value: 'b' }] }), message('buttons',
      { title: 'a', buttons: [{ type: 'postback', value: 'b', title: '' }] }), ['BUTTON_TITLE_UNDEFINED']],
    ['kik', message('carousel', [title]), message('carousel', [{ title: 'a', buttons: [] }]), ['BUTTONS_MISSING']],
    ['twilio', message('quickReplies',
      { buttons: [] }), message('quickReplies', { buttons: [], title: '' }), ['TITLE_UNDEFINED']],
    ['callr', message('buttons',
      {}), message('buttons', { buttons: [], title: '' }), ['BUTTONS_MISSING', 'TITLE_UNDEFINED']],
    ['twilio', message('card', {}), message('card',
      { title: '', subtitle: '', imageUrl: '' }), ['TITLE_UNDEFINED', 'SUBTITLE_UNDEFINED', 'IMAGE_UNDEFINED']],
    ['twilio', message('list', { elements: [full, title] }), message('list',
      { elements: [full, { title: 'a', subtitle: '', imageUrl: '' }] }), ['SUBTITLE_UNDEFINED', 'IMAGE_UNDEFINED']]
  ]
  for (const [channel, given, sent, codes] of cases) {
    const { replies, findings } = repair([given], { channels: [channel] })
    const shown = `${JSON.stringify(given)} on ${channel}`
    t.strictSame(replies, [sent], shown)
    t.strictSame(findings.map(({ code }) => code), codes, shown)
    for (const finding of findings) {
      t.match(finding, {
        severity: 'repaired',
        channels: [channel],
        fix: finding.code === 'BUTTONS_MISSING' ? /sent with \[\]/ : /sent with ""/
      })
    }
    t.strictSame(findings.map(({ code, path }) => code + path),
      lint([given], { channels: [channel] }).map(({ code, path }) => code + path), 'what lint finds')
  }
  t.end()
})

t.test('channels that take it as it is get it as it is', t => {
  const replies = [
    message('card', { title: 'a' }), message('list', { elements: [{ title: 'a' }] }), message('quickReplies', {})
  ]
  for (const channel of ['webchat', 'webex', 'messenger'] as const) {
    const repaired = repair(replies, { channels: [channel] })
    t.strictSame(repaired.replies, replies, channel)
    t.notOk(repaired.findings.some(({ severity }) => severity === 'repaired'))
  }
  t.strictSame(repair(replies, { channels: [] }).replies, replies)
  t.strictSame(repair([], { channels: ['telegram'] }), { replies: [], findings: [] })
  t.end()
})

t.test('what cannot be filled in is told and left', t => {
  const replies = [
    message('text', ''), message('audio', 'https://e.com/a.mp3'), message('carousel', []), null,
    message('rolelist', []), message('card', { title: 'a', buttons: 5 })
  ]
  const { replies: sent, findings } = repair(replies, { channels: ['kik'] })
  t.strictSame(sent, replies)
  t.strictSame(findings, lint(replies, { channels: ['kik'] }))
  t.strictSame(findings.map(({ code, severity }) => `${code} ${severity}`), [
    'TEXT_EMPTY error', 'TYPE_REFUSED warning', 'ITEMS_FEW warning', 'REPLY_NOT_OBJECT error', 'TYPE_UNKNOWN error',
    'BUTTONS_NOT_LIST error'
  ])
  const { replies: [card] } = repair([message('card', { title: 'a', buttons: [] })], { channels: ['twitter'] })
  t.strictSame(card, message('card', { title: 'a', buttons: [] }),
    'Twitter downloads the picture: an empty address is no cure')
  t.end()
})

t.test('nothing that is given is changed, and what needs nothing is passed on itself', t => {
  const fine = message('text', 'a')
  const replies = deepFreeze([
    fine, message('list', { elements: [{ title: 'a', buttons: [{ title: 'b' }] }, { title: 'c' }] }),
    message('quickReplies', {})
  ])
  const before = JSON.stringify(replies)
  const { replies: sent, findings } = repair(replies, { channels: everyChannel })
  t.equal(JSON.stringify(replies), before)
  t.not(sent, replies)
  t.equal(sent[0], fine)
  t.ok(findings.some(({ severity }) => severity === 'repaired'))
  const [, list] = sent as Array<{ content: { elements: object[] } }>
  t.match(list?.content.elements[1], { title: 'c', subtitle: '', imageUrl: '', buttons: [] })
  t.end()
})

t.test('keys that nobody knows, symbols, prototypes and toJSON survive', t => {
  const symbol = Symbol('mine')
  class Content {
    title = 'a'
    backgroundUrl = 'x'
    declare [symbol]: number
    get inherited () { return true }
  }
  const content = Object.assign(new Content(), { [symbol]: 5 })
  const [sent] = repair([{ type: 'card', content, sentiment: 'good' }],
    { channels: ['telegram'] }).replies as [{ content: typeof content }]
  t.not(sent.content, content)
  t.ok(sent.content instanceof Content)
  t.equal(sent.content.inherited, true)
  t.equal(sent.content[symbol], 5)
  t.strictSame(JSON.parse(JSON.stringify(sent)),
    { type: 'card', content: { title: 'a', backgroundUrl: 'x', buttons: [] }, sentiment: 'good' })

  class Card {
    readonly #words = 'words'
    type = 'card'
    content = { title: 'a' }
    toJSON () { return { type: this.type, content: this.content, words: this.#words } }
  }
  t.equal(JSON.stringify(repair([new Card()], { channels: ['telegram'] }).replies),
    '[{"type":"card","content":{"title":"a","buttons":[]},"words":"words"}]')

  const bare = Object.assign(Object.create(null), { type: 'card', content: { title: 'a' } })
  t.equal(Object.getPrototypeOf(repair([bare], { channels: ['telegram'] }).replies[0]), null)
  const proto = JSON.parse('{ "type": "card", "content": { "title": "a", "__proto__": { "x": 1 } } }')
  t.equal(JSON.stringify(repair([proto], { channels: ['telegram'] }).replies),
    '[{"type":"card","content":{"title":"a","__proto__":{"x":1},"buttons":[]}}]')
  t.end()
})

t.test('what was repaired is found no more, and a second time changes nothing', t => {
  const replies = [
    message('card', {}), message('quickReplies', {}), message('buttons', { title: 'a' }), message('text', 'a'),
    message('carousel', [{ title: 'a' }, {}]), message('list', { elements: [{}, { title: 'b' }] })
  ]
  for (const chosen of [...everyChannel.map(channel => [channel]), everyChannel]) {
    const { replies: sent, findings } = repair(replies, { channels: chosen })
    const repaired = findings.filter(({ severity }) => severity === 'repaired').map(({ code, path }) => code + path)
    const left = lint(sent, { channels: chosen }).map(({ code, path }) => code + path)
    t.strictSame(left.filter(finding => repaired.includes(finding)), [], chosen.join())
    t.notOk(left.some(finding => /^(BUTTONS_MISSING|TITLE_UNDEFINED|SUBTITLE_UNDEFINED|IMAGE_UNDEFINED)/.test(finding)))
    const again = repair(sent, { channels: chosen })
    t.strictSame(again.replies, sent)
    t.notOk(again.findings.some(({ severity }) => severity === 'repaired'))
  }
  t.end()
})

t.test('a name that is no channel is refused', t => {
  t.throws(() => repair([], { channels: ['telegrm' as ChannelName] }),
    { code: 'FST_BOT_OPTION_INVALID', message: /did you mean 'telegram'/ })
  t.end()
})

function deepFreeze<T> (value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
