import { sample, withMemory, withSkill } from './bodies.js'
import { authorization } from './credentials.js'
import { ask, assistant, platform } from './dialects.js'
import { labels, parts as partLabels } from './labels.js'

const text = { type: 'text', content: 'Roger that' }

const carousel = cards => ({
  type: 'carousel',
  content: Array.from({ length: cards }, (_, index) => ({
    title: `Hotel ${index}`,
    subtitle: '2 nights, breakfast included',
    imageUrl: `https://example.com/hotels/${index}.png`,
    buttons: [
      { title: 'Book it', type: 'postback', value: `book-${index}` },
      { title: 'See more', type: 'web_url', value: 'https://example.com/hotels' }
    ]
  }))
})

// A case is a server, the bodies it is sent in turn, the share of the requests that it gets because it is slow, and the
// label of the case that its ratio is to.
const usual = { skills: ['small-talk'], reply: text, bodies: [sample], dialect: platform, share: 1 }
const bare = { ...usual, module: './servers/fastify.js' }
const plugin = { ...usual, module: './servers/plugin.js' }

const ASYNC = { deduplicate: false, async: true }
const TYPED_AND_LINT = { deduplicate: false, typed: true, channels: ['webchat', 'telegram'] }

const BARE = labels.bare
const TO_BARE = `to ${BARE}`

/** A bot as it runs: three skills, credentials, a memory with a schema, replies that are looked at for two channels. */
export const wholeBot = {
  ...plugin,
  label: 'this plugin, a whole bot',
  skills: ['greetings', 'small-talk', 'goodbye'],
  headers: { authorization },
  options: { auth: true, typed: true, channels: ['webchat', 'telegram'] }
}

const foreign = { ...usual, share: 1 / 20, processes: 1 }

/** All servers that are compared, by what they are made of. */
export const everyServer = [
  { ...usual, label: labels.http, module: './servers/http.js' },
  { ...bare, label: BARE },
  { ...plugin, label: labels.plugin },
  { ...plugin, label: labels.pluginTwice, options: { deduplicate: false } },
  { ...plugin, label: 'this plugin, basic auth', headers: { authorization }, options: { auth: true } },
  wholeBot,
  { ...usual, label: labels.express, module: './servers/express.js', share: 1 / 2 },
  { ...usual, label: 'the same, printing each body', module: './servers/express-logging.js', share: 1 / 2 },
  {
    ...usual,
    label: '@assistant/conversation, Express',
    module: './peers/assistant.js',
    dialect: assistant,
    bodies: [assistant.body],
    share: 1 / 2
  },
  { ...usual, label: 'ask-sdk, Express', module: './peers/ask.js', dialect: ask, bodies: [ask.body], share: 1 / 2 },
  { ...foreign, label: 'Sinatra on WEBrick', program: 'sinatra' },
  { ...foreign, label: 'Flask', program: 'flask' },
  { ...foreign, label: 'Slim on php -S', program: 'slim' }
].map(each => ({ ...each, against: BARE }))

/** What the targets are about. */
export const targetCases = [
  ...everyServer.filter(({ label }) => Object.values(labels).includes(label)),
  { ...plugin, label: partLabels.async, options: ASYNC, against: BARE },
  { ...plugin, label: partLabels.typedAndLint, options: TYPED_AND_LINT, against: BARE }
]

/** What is compared with what; each is made when its turn comes. `x` is what the growth is over. */
export const experiments = { servers, parts, once, memory, skills, replies, connections }

function servers () {
  return { title: 'Servers that give the same answer to the sample body', ratio: TO_BARE, cases: everyServer }
}

function parts () {
  const against = partLabels.first
  const single = { ...plugin, options: { deduplicate: false }, against }
  return {
    title: 'What the parts of the plugin cost, with deduplicate: false',
    ratio: 'to the first',
    cases: [
      { ...single, label: against },
      { ...single, label: partLabels.async, options: ASYNC },
      { ...single, label: 'a memory with a schema', options: { deduplicate: false, typed: true } },
      { ...single, label: partLabels.typedAndLint, options: TYPED_AND_LINT },
      { ...single, label: 'durable beside it, with nothing for later', options: { deduplicate: false, durable: true } },
      { ...single, label: 'basic auth', headers: { authorization }, options: { deduplicate: false, auth: true } }
    ]
  }
}

function once () {
  const sizes = [{ x: 1, share: 1 }, { x: 64, share: 1 / 8 }]
  return {
    title: 'Running each call once, with so large a memory',
    ratio: 'to deduplicate: false',
    unit: 'KiB',
    cases: sizes.flatMap(({ x, share }) => {
      const against = `deduplicate: false, ${x} KiB`
      const shared = { ...plugin, bodies: [withMemory(x)], x, share, against }
      return [
        { ...shared, label: against, options: { deduplicate: false } },
        { ...shared, label: `deduplicate: true, ${x} KiB` }
      ]
    })
  }
}

function memory () {
  const sizes = [{ x: 1, share: 1 }, { x: 16, share: 1 / 2 }, { x: 64, share: 1 / 8 }, { x: 256, share: 1 / 20 }]
  return {
    title: 'Growth with the size of the memory, to which the handler writes one key',
    ratio: TO_BARE,
    unit: 'KiB',
    cases: sizes.flatMap(({ x, share }) => againstBare(`${x} KiB`, { bodies: [withMemory(x)], x, share }))
  }
}

function skills () {
  const CALLED = 100 // names, the same ones in the larger tables
  const named = count => Array.from({ length: count },
    (_, index) => `skill-${String(index * 10_000 / count).padStart(4, '0')}`)
  const label = count => `this plugin, ${count} ${count === 1 ? 'skill' : 'skills'}`
  return {
    title: `Growth with the number of registered skills, of which up to ${CALLED} are called in turn`,
    ratio: 'to 1 skill',
    unit: 'skills',
    cases: [1, CALLED, 1000, 10_000].map(x => ({
      ...plugin,
      label: label(x),
      x,
      skills: named(x),
      bodies: named(Math.min(x, CALLED))
        .map(withSkill),
      against: label(1)
    }))
  }
}

function replies () {
  const sizes = [1, 3, 10, 30]
  return {
    title: 'Growth with the reply: a carousel of so many cards',
    ratio: TO_BARE,
    unit: 'cards',
    cases: sizes.flatMap(x => againstBare(`${x} ${x === 1 ? 'card' : 'cards'}`,
      { reply: carousel(x), x, share: 1 / 2 }))
  }
}

function connections () {
  return {
    title: 'Growth with the number of connections, each of which always has a call open',
    ratio: TO_BARE,
    unit: 'connections',
    cases: [1, 10, 100, 1000].flatMap(x =>
      againstBare(`${x} ${x === 1 ? 'connection' : 'connections'}`, { connections: x, x, processes: 1 }))
  }
}

function againstBare (what, shared) {
  const against = `${BARE}, ${what}`
  return [
    { ...bare, ...shared, label: against, against },
    { ...plugin, ...shared, label: `this plugin, ${what}`, against }
  ]
}
