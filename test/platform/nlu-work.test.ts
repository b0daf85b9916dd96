import { once } from 'node:events'
import t from 'tap'
import { createNlu } from '../../lib/platform/index.ts'
import { isConditionMet } from '../../lib/platform/engine/condition.ts'
import type { Scope } from '../../lib/platform/engine/variables.ts'
import { createFinder } from '../../lib/platform/nlu/custom-entities.ts'
import { findGold } from '../../lib/platform/nlu/gold.ts'
import type { Recognizers } from '../../lib/platform/nlu/library.ts'
import { cutIntoWindows } from '../../lib/platform/nlu/windows.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

const MAX_CHARS = 2000
const repeated = (part: string, length = MAX_CHARS): string => part.repeat(length).slice(0, length)
const clock = { now: () => Date.UTC(2026, 10, 23), uuid: () => '96597974-3ee1-4743-8a5d-341b67effb9a' }
const measured = ['number', 'ordinal', 'percent', 'money', 'temperature', 'distance', 'datetime']
const hostile = [
  '1 ', '1/1 ', '$1 ', '1.', 'one ', 'first ', 'every ', 'monday ', '1', 'x', '\n', '٣ ', 'a\u0301 ', '1234567890 '
]

/** Recognisers that find nothing, and count the characters that they are given, squared as their time is. */
function counting (): { recognizers: Recognizers, work: () => number } {
  let work = 0
  const look = (text: string): [] => {
    work += text.length ** 2
    return []
  }
  const cheap = ['recognizeEmail', 'recognizeURL', 'recognizeIpAddress', 'recognizePhoneNumber']
  const recognizers = new Proxy({}, { get: (_, name) => cheap.includes(String(name)) ? () => [] : look }) as Recognizers
  return { recognizers, work: () => work }
}

t.test('the work to recognise numbers and dates is bounded, whatever a sentence repeats', t => {
  for (const part of hostile) {
    const works = [MAX_CHARS / 2, MAX_CHARS].map(length => {
      const { recognizers, work } = counting()
      findGold(recognizers, new Set(measured), repeated(part, length), 'en', 0)
      return work()
    })
    t.ok(Number(works[1]) <= 7 * 17 * 160 ** 2, `${JSON.stringify(part)}: ${works[1]}`)
    t.ok(Number(works[1]) <= 2 * Number(works[0]), `${JSON.stringify(part)}: no more than twice for twice the text`)
  }
  t.end()
})

t.test('a sentence of usual length is looked at as a whole, a long one in parts with what stands around them', t => {
  const usual = '  I want a table for 5 at 8 pm tomorrow, and a cake of 2 kg'
  t.strictSame(cutIntoWindows(usual), [{ start: 2, text: usual.trimStart() }])
  t.strictSame(cutIntoWindows(' '), [])
  const long = Array.from({ length: 40 }, (_, index) => `w${String.fromCharCode(97 + index % 26)}`)
  const windows = cutIntoWindows(long.join(' '))
  t.ok(windows.every(({ start, text }) => long.join(' ').startsWith(text, start)))
  for (let first = 0; first + 8 <= long.length; first++) {
    const phrase = long.slice(first, first + 8).join(' ')
    t.ok(windows.some(({ text }) => text.includes(phrase)), phrase)
  }
  t.end()
})

t.test('what stands in two windows is found once, at its place', async t => {
  const skills = { a: {} }
  const bot = { name: 'test', languages: ['en'], intents: {}, skills, gold: measured }
  const analyse = await createNlu(bot, clock)
  const before = 'well you know I have been thinking about this for a long time and now I say '
  const { entities } = await analyse(`${before} it costs 5 euros and weighs 2 kg tomorrow`, 'en')
  t.strictSame(entities?.money?.map(({ raw }) => raw), ['5 euros'])
  t.strictSame(entities?.datetime?.map(({ raw }) => raw), ['now', 'tomorrow'])
})

t.test('a sentence of 1000 numbers takes no longer than one of 250', async t => {
  const analyse = await createNlu({ name: 'test', languages: ['en'], skills: { a: {} }, gold: measured }, clock)
  const measure = async (numbers: number): Promise<number> => {
    const start = cpuMilliseconds()
    await analyse(repeated('1 ', 2 * numbers), 'en')
    return cpuMilliseconds() - start
  }
  await measure(24) // loads what it needs
  const few = Math.min(await measure(250), await measure(250))
  const many = Math.min(await measure(1000), await measure(1000))
  t.ok(many < 3 * few, `${few} ms for 250 numbers, ${many} ms for 1000`)
})

t.test('a regular expression of the bot file that would never end is given up, and told of once', async t => {
  const warned = once(process, 'warning')
  const find = createFinder({ code: { regex: '(a+)+b' }, plain: { regex: 'c\\d' } }, 'en')
  const sentence = `${'a'.repeat(60)} c3`
  t.match(find(sentence, []), [{ name: 'plain', entity: { raw: 'c3' } }])
  t.match(await warned, [{ code: 'FST_BOT_PATTERN_SLOW', message: /\(a\+\)\+b/ }])
  t.match(find(sentence, []), { length: 1 })
})

t.test('an expression with a pattern that would never end, or that a variable has spoilt, does not hold', t => {
  const scope = { memory: { text: 'a'.repeat(60), pattern: '(' }, nlp: {}, state: {} } as unknown as Scope
  for (const expression of ['_memory.text matches (a+)+b', '_memory.text matches {{memory.pattern}}']) {
    t.equal(isConditionMet({ expression }, scope), false, expression)
  }
  t.equal(isConditionMet({ expression: '_memory.text matches ^a+$' }, scope), true)
  t.end()
})
