import { TypeCompiler } from '@sinclair/typebox/compiler'
import fc from 'fast-check'
import t from 'tap'
import {
  accountLink, buttons, card, carousel, channels, clientData, custom, toPlainText, lint, lintAnswer, list, phone,
  picture, postback, quickReplies, repair, text, triggerSkill, video, webUrl, type ButtonInput, type CardInput,
  type ChannelName
} from '../../lib/index.ts'
import { ReplySchema, type Reply } from '../../schemas/replies.ts'

const RUNS = 5000
const everyChannel = Object.keys(channels) as ChannelName[]
const fits = TypeCompiler.Compile(ReplySchema)

/** Words of any script, also longer than any limit; never the word that tells that something is missing. */
const words = fc.oneof({ weight: 9, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 75, maxLength: 700 }) })
  .filter(words => !words.includes('undefined'))
const some = words.filter(words => words !== '')
const url = fc.webUrl({ withFragments: true, withQueryParameters: true })
const delayed = fc.record({ delay: fc.double({ min: 0, max: 5, noNaN: true }) }, { requiredKeys: [] })
const formatted = fc.record({ delay: fc.double({ min: 0, max: 5, noNaN: true }), markdown: fc.boolean() },
  { requiredKeys: [] })

const button = fc.oneof(
  fc.tuple(some, some).map(([title, value]) => postback(title, value)),
  fc.tuple(some, url).map(([title, value]) => webUrl(title, value)),
  fc.tuple(some, some).map(([title, value]) => phone(title, value)),
  fc.tuple(some, url).map(([title, value]) => accountLink(title, value)),
  fc.tuple(some, some).map(([title, value]) => triggerSkill(title, value))
)
const buttonInput: fc.Arbitrary<ButtonInput> = fc.oneof(some, button)
const buttonInputs = fc.array(buttonInput, { maxLength: 5 })
const quickReplyInput = fc.oneof(some, fc.record({ title: some, value: some }))
const cardInput: fc.Arbitrary<CardInput> = fc.oneof(some, fc.record(
  { title: some, subtitle: words, imageUrl: fc.oneof(url, fc.constant('')), buttons: buttonInputs },
  { requiredKeys: ['title'] }
))
const cardInputs = fc.array(cardInput, { minLength: 1, maxLength: 6 })

/** A message of each type that can be built, with every option. */
const built: fc.Arbitrary<Reply> = fc.oneof(
  fc.tuple(some, formatted).map(([content, options]) => text(content, options)),
  fc.tuple(url, delayed).map(([address, options]) => picture(address, options)),
  fc.tuple(url, delayed).map(([address, options]) => video(address, options)),
  fc.tuple(words, fc.array(quickReplyInput, { minLength: 1, maxLength: 13 }), formatted)
    .map(([title, answers, options]) => quickReplies(title, answers, options)),
  fc.tuple(some, fc.array(buttonInput, { minLength: 1, maxLength: 5 }), delayed).map(([title, inputs, options]) =>
    buttons(title, inputs, options)),
  fc.tuple(cardInput, delayed).map(([input, options]) => card(input, options)),
  fc.tuple(cardInputs, delayed).map(([inputs, options]) => carousel(inputs, options)),
  fc.tuple(cardInputs, fc.record({ buttons: buttonInputs, delay: fc.double({ min: 0, max: 5, noNaN: true }) },
    { requiredKeys: [] })).map(([inputs, options]) => list(inputs, options)),
  fc.oneof(fc.dictionary(some, fc.jsonValue(), { maxKeys: 3 }), fc.array(fc.jsonValue(), { maxLength: 3 }))
    .map(content => custom(content)),
  fc.dictionary(some, words, { maxKeys: 4 }).map(data => clientData(data))
)

type Json = Record<string, unknown>
const withParts = ['quickReplies', 'buttons', 'card', 'carousel', 'list']
const copyOf = (reply: unknown): Json => structuredClone(reply) as Json

/**
 * What bots send that write their messages by hand: fields left out, keys of their own, wherever a title or buttons may
 * stand.
 */
const sloppy: fc.Arbitrary<Json> = fc.tuple(built, fc.infiniteStream(fc.nat(3))).map(([reply, dice]) => {
  const copy = copyOf(reply)
  for (const part of partsOf(copy)) {
    for (const field of ['title', 'subtitle', 'imageUrl', 'buttons']) if (dice.next().value === 0) delete part[field]
    if (dice.next().value === 0) part.details = { own: true }
  }
  if (dice.next().value === 0) copy.sentiment = 'good'
  return copy
})

t.test('what is built fits the schema and has no error on any channel', t => {
  fc.assert(fc.property(built, reply => {
    if (!fits.Check(reply)) throw new Error('the schema refuses it')
    for (const chosen of [[], everyChannel]) {
      const errors = lint([reply], { channels: chosen }).filter(({ severity }) => severity !== 'warning')
      if (errors.length > 0) throw new Error(JSON.stringify(errors))
    }
    const found = lint([reply]).map(({ code }) => code)
    const avoided = found.filter(code => /MISSING|UNDEFINED|UNKNOWN|LABEL|EMPTY|DELAY|IGNORED|LINK_INVALID/.test(code))
    if (avoided.length > 0) throw new Error(avoided.join())
    if (JSON.stringify(JSON.parse(JSON.stringify(reply))) !== JSON.stringify(reply)) throw new Error('not plain JSON')
  }), { numRuns: RUNS })
  t.pass()
  t.end()
})

t.test('no value makes lint throw, and each finding has its place, its cure and its channels', t => {
  const anything = fc.oneof(sloppy, fc.anything(), fc.record({
    type: fc.constantFrom('text', 'card', 'list', 'carousel', 'quickReplies', 'x'),
    content: fc.anything(),
    delay: fc.anything(),
    markdown: fc.anything()
  }, { requiredKeys: ['type'] }))
  fc.assert(fc.property(fc.array(anything, { maxLength: 4 }), fc.subarray(everyChannel), (replies, chosen) => {
    for (const { code, path, message, fix, channels, severity } of [
      ...lint(replies, { channels: chosen }), ...lintAnswer({ replies }, { channels: chosen })
    ]) {
      const sound = /^[A-Z_]+$/.test(code) && /^(\/replies)?\/\d/.test(path) && message !== '' && fix !== '' &&
        ['error', 'warning'].includes(severity)
      if (!sound || !channels.every(channel => chosen.includes(channel))) throw new Error(`${code} ${path}`)
    }
  }), { numRuns: RUNS })
  t.pass()
  t.end()
})

t.test('repair drops and changes nothing, and leaves nothing to repair', t => {
  fc.assert(fc.property(fc.array(sloppy, { maxLength: 3 }), fc.subarray(everyChannel), (replies, chosen) => {
    const before = JSON.stringify(replies)
    const { replies: sent, findings } = repair(replies, { channels: chosen })
    if (JSON.stringify(replies) !== before) throw new Error('the original was changed')
    if (!holds(sent, replies)) throw new Error(`something was lost: ${JSON.stringify(sent)}`)
    const again = repair(sent, { channels: chosen })
    if (again.findings.some(({ severity }) => severity === 'repaired')) throw new Error('something is left')
    if (findings.every(({ severity }) => severity !== 'repaired') &&
      JSON.stringify(sent) !== before) throw new Error('changed in silence')
    if (JSON.stringify(again.replies) !== JSON.stringify(sent)) throw new Error('repaired otherwise the second time')
  }), { numRuns: RUNS })
  t.pass()
  t.end()
})

t.test('the word undefined is read, or nothing is, exactly where lint finds it', t => {
  fc.assert(fc.property(sloppy, reply => {
    const read = toPlainText(reply)
    const codes = lint([reply], { channels: ['twilio'] }).map(({ code }) => code)
    const refused = codes.some(code => code === 'TYPE_REFUSED' || code === 'BUTTONS_MISSING' ||
      code === 'MARKDOWN_WITHOUT_TITLE')
    if ((read === undefined) !== refused) throw new Error(`${String(read)}: ${codes.join()}`)
    if (read !== undefined && read.includes('undefined') !== codes.some(code =>
      code.endsWith('_UNDEFINED'))) throw new Error(`${read}: ${codes.join()}`)
    const [repaired] = repair([reply], { channels: ['twilio'] }).replies
    if (toPlainText(repaired)?.includes('undefined')) throw new Error('still there after the repair')
  }), { numRuns: RUNS })
  t.pass()
  t.end()
})

const holding = (...types: string[]) => built.filter(({ type }) => types.includes(type)).map(copyOf)
const notText = fc.oneof(fc.integer(), fc.boolean(), fc.dictionary(some, words), fc.array(words))
const notObject = fc.oneof(some, fc.integer(), fc.constant(true), fc.array(words))
const notList = fc.oneof(words, fc.integer(), fc.boolean(), fc.dictionary(some, words))

/** Breaks a good reply in one way. */
interface Break { reply: Json, path: string }
const at = (reply: Json, key: string, value: unknown): Break => ({ reply: { ...reply, [key]: value }, path: `/${key}` })

/** Breaks one of the parts of a reply where buttons may stand. */
function inPart (
  type: string[], wrong: fc.Arbitrary<unknown>, spoil: (part: Json, wrong: unknown) => string
): fc.Arbitrary<Break> {
  return fc.tuple(holding(...type), wrong, fc.nat()).map(([reply, value, nth]) => {
    const parts = partsOf(reply)
    const index = nth % parts.length
    const below = spoil(parts[index] as Json, value)
    return { reply, path: pathsOf(reply)[index] + below }
  })
}

const breaks: Array<[code: string, broken: fc.Arbitrary<Break>]> = [
  ['TEXT_EMPTY', holding('text', 'picture', 'video').map(reply => at(reply, 'content', ''))],
  ['TEXT_NOT_STRING', fc.tuple(holding('text', 'picture', 'video'), notText).map(([reply, content]) =>
    at(reply, 'content', content))],
  ['CONTENT_MISSING', fc.tuple(built.map(copyOf), fc.constantFrom(null, undefined)).map(([reply, content]) =>
    at(reply, 'content', content))],
  ['TYPE_MISSING', fc.tuple(built.map(copyOf), fc.constantFrom<unknown>(undefined, null, '', 5, {}))
    .map(([reply, type]) => at(reply, 'type', type))],
  ['CONTENT_NOT_OBJECT', fc.tuple(holding('quickReplies', 'buttons', 'card', 'list', 'client_data'), notObject)
    .map(([reply, content]) => at(reply, 'content', content))],
  [
    'CAROUSEL_NOT_LIST', fc.tuple(holding('carousel'), notList).map(([reply, content]) => at(reply, 'content', content))
  ],
  ['LIST_WITHOUT_ELEMENTS', fc.tuple(holding('list'),
    fc.option(notList, { nil: undefined })).map(([reply, elements]) => {
    return { reply: { ...reply, content: { ...reply.content as Json, elements } }, path: '/content/elements' }
  })],
  ['BUTTONS_NOT_LIST', inPart(withParts, notList, (part, wrong) => {
    part.buttons = wrong
    return '/buttons'
  })],
  ['BUTTON_NOT_OBJECT', inPart(withParts, fc.oneof(notObject, fc.constant(null)), (part, wrong) => {
    const list = part.buttons as unknown[]
    list.push(wrong)
    return `/buttons/${list.length - 1}`
  })],
  ['CARD_NOT_OBJECT', fc.tuple(holding('carousel', 'list'),
    fc.oneof(notObject, fc.constant(null))).map(([reply, wrong]) => {
    const [cards, path] = reply.type === 'list'
      ? [(reply.content as { elements: unknown[] }).elements, '/content/elements']
      : [reply.content as unknown[], '/content']
    cards.push(wrong)
    return { reply, path: `${path}/${cards.length - 1}` }
  })],
  ['BODY_AS_TEXT', built.map(reply => at({ type: 'text' }, 'content', JSON.stringify({ replies: [reply] })))]
]

t.test('every way to break a reply is found, at its place, on every channel', t => {
  for (const [code, broken] of breaks) {
    fc.assert(fc.property(broken, fc.subarray(everyChannel), ({ reply, path }, chosen) => {
      for (const found of [
        lint([{ type: 'text', content: 'fine' }, reply], { channels: chosen }),
        lintAnswer({ replies: [{ type: 'text', content: 'fine' }, reply] }, { channels: chosen })
      ]) {
        const errors = found.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`)
        if (errors.length !== 1 || errors[0]?.replace('/replies',
          '') !== `${code} /1${path}`) throw new Error(`${errors.join()} instead of ${code} /1${path}`)
      }
    }), { numRuns: 1000 })
    t.pass(code)
  }
  t.end()
})

const bodies: Array<[code: string, path: string, of: (replies: Reply[], wrong: unknown) => unknown]> = [
  ['BODY_NOT_OBJECT', '', replies => JSON.stringify({ replies })],
  ['BODY_NOT_OBJECT', '', replies => replies],
  ['REPLIES_NOT_LIST', '/replies', (_, replies) => ({ replies })],
  ['REPLIES_IN_CONVERSATION', '/conversation/replies', replies => ({ conversation: { memory: {}, replies } })],
  ['MESSAGES_AT_ROOT', '/messages', messages => ({ messages })],
  ['MEMORY_AT_ROOT', '/memory', (replies, memory) => ({ replies, memory })],
  ['MESSAGE_AS_BODY', '/type', ([reply]) => reply],
  [
    'MEMORY_NOT_OBJECT', '/conversation/memory',
    (replies, memory) => ({ replies, conversation: { memory: memory ?? [] } })
  ]
]

t.test('every way to put good replies in the wrong place is found', t => {
  for (const [code, path, of] of bodies) {
    const wrong = notList.filter(value => code !== 'MEMORY_NOT_OBJECT' || typeof value !== 'object')
    fc.assert(fc.property(fc.array(built, { minLength: 1, maxLength: 3 }), wrong, (replies, value) => {
      const errors = lintAnswer(of(replies, value)).filter(({ severity }) => severity === 'error')
        .map(({ code, path }) => `${code} ${path}`)
      if (errors.length !== 1 || errors[0] !== `${code} ${path}`) throw new Error(errors.join())
    }), { numRuns: 500 })
    t.pass(code)
  }
  t.end()
})

/** Whatever has a title or buttons in a good message. */
function partsOf ({ type, content }: Json): Json[] {
  if (type === 'carousel') return content as Json[]
  if (type === 'list') return [content as Json, ...(content as { elements: Json[] }).elements]
  return withParts.includes(type as string) ? [content as Json] : []
}

function pathsOf (reply: Json): string[] {
  if (reply.type === 'carousel') return (reply.content as Json[]).map((_, index) => `/content/${index}`)
  if (reply.type === 'list') {
    return [
      '/content', ...(reply.content as { elements: Json[] }).elements.map((_, index) => `/content/elements/${index}`)
    ]
  }
  return ['/content']
}

/** Whether everything of a smaller value is in a larger one, at the same place. */
function holds (larger: unknown, smaller: unknown): boolean {
  if (typeof smaller !== 'object' || smaller === null) return Object.is(larger, smaller)
  if (typeof larger !== 'object' || larger === null || Array.isArray(larger) !== Array.isArray(smaller)) return false
  return Object.entries(smaller).every(([key, value]) =>
    Object.hasOwn(larger, key) && holds((larger as Json)[key], value))
}
