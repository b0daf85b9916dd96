import { importOptionalPackage } from '../../lib/shared/optional-package.ts'
import { existsSync } from 'node:fs'
import { Value } from '@sinclair/typebox/value'
import t, { type Test } from 'tap'
import { goldEntities } from '../../schemas/gold-entities.ts'
import { NlpSchema, type Nlp } from '../../schemas/nlp.ts'
import type { LogEntry } from '../../lib/platform/engine/log-entry.ts'
import { createNlu, loadBotFile, type Analyse, type BotFile } from '../../lib/platform/index.ts'
import { RECOGNISED } from '../../lib/platform/nlu/gold-names.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'
import { repository } from '../support/repository.ts'

const NOW = Date.UTC(2026, 10, 23, 10, 20, 30, 123) // a Monday
const clock = { now: () => NOW, uuid: () => '96597974-3ee1-4743-8a5d-341b67effb9a' }

const base: BotFile = {
  name: 'test',
  languages: ['en', 'fr'],
  intents: {
    greet: {
      description: 'Says hello', expressions: { en: ['hello', 'hi there', 'good morning'], fr: ['bonjour', 'salut'] }
    },
    order: {
      expressions: {
        en: ['I want to order a pizza', 'bring me a pizza'], fr: ['je voudrais une pizza', 'apporte-moi une pizza']
      }
    }
  },
  entities: {
    size: { values: ['small', { value: 'large', synonyms: ['big', 'grande'], enrichment: { cm: 40, 'cut-in': [8] } }] },
    location: { values: [{ value: 'Paris', synonyms: ['Paname'], enrichment: { lat: 48.8566 } }] },
    code: { regex: '[A-Z]{2}\\d{2}|z*' }
  },
  skills: { a: {} }
}

/** An NLU that says nothing and whose every word passes the schema. */
async function nluOf (t: Test, bot: BotFile = base): Promise<Analyse> {
  const analyse = await createNlu(bot, clock)
  return async (sentence, language) => {
    const nlp = await analyse(sentence, language)
    t.strictSame([...Value.Errors(NlpSchema, nlp)], [], sentence)
    return nlp
  }
}

const gold = (...names: string[]): BotFile => ({ ...base, gold: names })

t.test('a sentence has the form of the platform\'s, and null for what is not known', async t => {
  const analyse = await nluOf(t)
  const { version, ...nlp } = await analyse('hi there', 'en')
  t.match(version, /^nlp\.js-4\.\d+\.\d+$/)
  t.strictSame(nlp, {
    uuid: clock.uuid(),
    source: 'hi there',
    intents: [{ slug: 'greet', confidence: 1, description: 'Says hello' }],
    entities: {},
    act: null,
    type: null,
    sentiment: 'neutral',
    language: 'en',
    processing_language: 'en',
    timestamp: '2026-11-23T10:20:30.123000+00:00',
    status: 200
  })
  t.strictSame((await analyse('qwertz', 'en')).intents, [])
  t.strictSame((await analyse('', 'en')).intents, [])
  t.match((await analyse('a big pizza for me please', 'en')).intents, [{ slug: 'order', description: null }])
})

t.test('English and French; an open language is that whose expressions fit best; one the bot does not speak is read ' +
  'in its first', async t => {
  const analyse = await nluOf(t)
  const languages = async (sentence: string, language: string | null) => {
    const nlp = await analyse(sentence, language)
    return [nlp.language, nlp.processing_language, nlp.intents?.[0]?.slug]
  }
  t.strictSame(await languages('salut', 'fr'), ['fr', 'fr', 'greet'])
  t.strictSame(await languages('je veux une pizza', null), ['fr', 'fr', 'order'])
  t.strictSame(await languages('hello', null), ['en', 'en', 'greet'])
  t.strictSame(await languages('qwertz', null), ['en', 'en', undefined])
  t.strictSame(await languages('', null), ['en', 'en', undefined])
  t.strictSame(await languages('hello', 'de'), ['de', 'en', 'greet'])
})

t.test('an intent, an entity or a value may be called like one of JavaScript\'s own', async t => {
  const names = ['constructor', '__proto__', 'toString', 'None']
  const sentences = ['good morning', 'order a pizza', 'what time is it', 'thank you']
  const named = <Value>(values: readonly Value[]): Record<string, Value> =>
    Object.fromEntries(names.map((name, index) => [name, values[index] as Value]))
  const bot = {
    ...base,
    languages: ['en'],
    intents: named(sentences.map(sentence => ({ expressions: { en: [sentence] } }))),
    entities: named(names.map(name => ({ values: [`a ${name}`, name] })))
  }
  const analyse = await nluOf(t, bot)
  for (const [index, name] of names.entries()) {
    t.equal((await analyse(sentences[index] as string, 'en')).intents?.[0]?.slug, name)
    const { entities } = await analyse(`look, ${name}`, 'en')
    t.match(new Map(Object.entries(entities ?? {})).get(name), [{ value: name }])
  }
})

t.test('sentiment on five steps', async t => {
  const analyse = await nluOf(t)
  const sentiment = async (sentence: string, language = 'en') => (await analyse(sentence, language)).sentiment
  t.equal(await sentiment('I love it'), 'vpositive')
  t.equal(await sentiment('that is a good one'), 'positive')
  t.equal(await sentiment('what is the weather like'), 'neutral')
  t.equal(await sentiment('that is not good'), 'neutral')
  t.equal(await sentiment('nul', 'fr'), 'negative')
  t.equal(await sentiment('horrible'), 'vnegative')
  t.equal(await sentiment(''), 'neutral')
})

t.test('entities of the bot: lists with synonyms, slips and enrichment, regular expressions', async t => {
  const analyse = await nluOf(t)
  const found = async (sentence: string) => (await analyse(sentence, 'en')).entities as Record<string, unknown>
  t.strictSame(await found('a Big one to PANAME, AB12 and cd34'), {
    size: [{ value: 'large', raw: 'Big', confidence: 1, cm: 40, 'cut-in': [8] }],
    location: [{ raw: 'PANAME', confidence: 1, lat: 48.8566 }],
    code: [{ value: 'AB12', raw: 'AB12', confidence: 1 }]
  })
  t.strictSame((await found('small then large')).size, [
    { value: 'small', raw: 'small', confidence: 1, cm: null, 'cut-in': null },
    { value: 'large', raw: 'large', confidence: 1, cm: 40, 'cut-in': [8] }
  ])
  t.notOk((await found('a lage one')).size, 'a fifth of the letters is wrong')
  t.match((await found("I don't want it small")).size, [{ raw: 'small' }])
})

t.test('a value with a slip is found; of values that overlap the better and longer', async t => {
  const analyse = await nluOf(t, {
    ...base,
    entities: {
      town: { values: ['Manchester', 'New York', 'York', '...'] },
      club: { values: ['Manchester City'] },
      brand: { values: ['Manchestar'] }
    }
  })
  const found = async (sentence: string) => Object.entries((await analyse(sentence, 'en')).entities as object)
    .flatMap(([name, all]) => all.map((one: Record<string, unknown>) => [name, one.value, one.raw, one.confidence]))
  t.strictSame(await found('go to Manchster'), [['town', 'Manchester', 'Manchster', 0.9]])
  t.strictSame(await found('Manchestar is it'), [['brand', 'Manchestar', 'Manchestar', 1]])
  t.strictSame(await found('watch Manchester City'), [['club', 'Manchester City', 'Manchester City', 1]])
  t.strictSame(await found('New York ... and York'), [['town', 'New York', 'New York', 1], ['town', 'York', 'York', 1]])
})

t.test('a free entity is what stands between its words, as sure as there are words on both sides', async t => {
  const analyse = await nluOf(t, {
    ...base,
    entities: {
      size: { values: ['big'] },
      title: { free: true, values: ['memo'], after: ['note called'], before: ['please', 'thank you'] },
      street: { free: true, before: ['street'] },
      nick: { free: true, strictness: 70, after: ['named'], before: ['friend'] },
      nothing: { free: true, values: ['nil'] }
    }
  })
  const found = async (sentence: string) => Object.entries((await analyse(sentence, 'en')).entities as object)
    .flatMap(([name, all]) => all.map((one: Record<string, unknown>) => [name, one.raw, one.confidence]))
  t.strictSame(await found('a note called very urgent please'), [['title', 'very urgent', 0.8]])
  t.strictSame(await found('a note called urgent thank you'), [['title', 'urgent', 0.8]])
  t.strictSame(await found('a note called urgent, and so on'), [['title', 'urgent', 0.6]])
  t.strictSame(await found('a note called a b c d e f g'), [['title', 'a b c d e', 0.6]])
  t.strictSame(await found('a note called big'), [['size', 'big', 1]])
  t.strictSame(await found('a memo'), [['title', 'memo', 1]])
  t.strictSame(await found('to Baker street'), [['street', 'Baker', 0.6]])
  t.strictSame(await found('named Bo'), [], 'too unsure')
  t.strictSame(await found('named Bo friend'), [['nick', 'Bo', 0.8]])
})

t.test('a role is what its entity has found, where the words around it fit', async t => {
  const analyse = await nluOf(t, {
    ...base,
    entities: {
      town: { values: ['Rome', 'Paris'] },
      origin: { of: 'town', after: ['from'] },
      airport: { of: 'town', after: ['airport of'], before: ['airport', 'air port'] },
      place: { of: 'town' }
    }
  })
  const found = async (sentence: string) => Object.entries((await analyse(sentence, 'en')).entities as object)
    .map(([name, all]) => [name, ...all.map((one: Record<string, unknown>) => one.raw)])
  t.strictSame(await found('from Rome to Paris'),
    [['town', 'Rome', 'Paris'], ['origin', 'Rome'], ['place', 'Rome', 'Paris']])
  t.strictSame(await found('Paris airport'), [['town', 'Paris'], ['airport', 'Paris'], ['place', 'Paris']])
  t.strictSame(await found('the airport of Rome'), [['town', 'Rome'], ['airport', 'Rome'], ['place', 'Rome']])
})

t.test('an intent that is not sure enough is none, and a note says which it might have been', async t => {
  const analyse = await createNlu({ ...base, strictness: 100 }, clock)
  const notes: LogEntry[] = []
  t.strictSame((await analyse('hello pizza', 'en', notes)).intents, [])
  t.match(notes, [{
    level: 'info',
    code: 'I_INTENT_UNSURE',
    message: /^no intent is sure enough: greet has \d+ %, and needs 100$/,
    data: { intent: 'greet', confidence: Number, strictness: 100 }
  }])
})

t.test('an open language that nobody can tell is the one that fits, or the first', async t => {
  t.match(await (await nluOf(t))('привет как дела', null), { intents: [], language: 'en' })
  const analyse = await nluOf(t, {
    ...base,
    languages: ['tlh', 'qya'],
    intents: { greet: { expressions: { tlh: ['nuqneH'], qya: ['aiya'] } } }
  })
  t.match(await analyse('aiya', null), { intents: [{ slug: 'greet' }], language: 'qya' })
  t.match(await analyse('hello', null), { intents: [], language: 'tlh' })
})

t.test('a regular expression that cannot be run matches nothing, and is told once', async t => {
  const warned = new Promise(resolve => { process.once('warning', resolve) })
  const analyse = await nluOf(t, { ...base, entities: { long: { regex: 'a'.repeat(1_000_000) } } })
  t.strictSame((await analyse('hello', 'en')).entities, {})
  t.match(await warned, { code: 'FST_BOT_PATTERN_SLOW', message: /^the regular expression \/a{199} of the bot file/ })
})

t.test('gold entities that are always found: addresses and numbers to call', async t => {
  const analyse = await nluOf(t)
  const found = async (sentence: string) => (await analyse(sentence, 'fr')).entities as Record<string, unknown>
  t.strictSame(await found('mail Ada+Test@example.com or call 555-123-4567'), {
    email: [{ local: 'Ada', tag: 'Test', domain: 'example.com', raw: 'Ada+Test@example.com', confidence: null }],
    phone: [{ number: '5551234567', raw: '555-123-4567', confidence: 0.9 }]
  })
  t.strictSame(await found('see https://example.com/a/b?c=d#e or www.example.org from 192.168.0.1'), {
    url: [
      {
        scheme: 'https',
        host: 'example.com',
        path: '/a/b',
        params: null,
        query: 'c=d',
        fragment: 'e',
        raw: 'https://example.com/a/b?c=d#e',
        confidence: null
      },
      {
        scheme: null,
        host: 'www.example.org',
        path: '/',
        params: null,
        query: null,
        fragment: null,
        raw: 'www.example.org',
        confidence: null
      }
    ],
    ip: [{ formatted: null, lat: null, lng: null, raw: '192.168.0.1', confidence: null }]
  })
  t.strictSame(await found('https://256.256.256.256/'), {}, 'what only looks like an address')
  t.strictSame(await found('quatre, 5 et demain'), {}, 'others only when the bot has a use for them')
})

t.test('numbers and measures, with the fields that are known', async t => {
  const analyse = await nluOf(t,
    gold('number', 'ordinal', 'percent', 'money', 'temperature', 'distance', 'mass', 'volume', 'speed'))
  const first = async (name: string, sentence: string, language = 'en') =>
    ((await analyse(sentence, language)).entities as Record<string, unknown[]>)[name]?.[0]
  t.match(await first('number', 'Twenty-seven pizzas'), { scalar: 27, raw: 'Twenty-seven' })
  t.match(await first('number', '12.5'), { scalar: 12.5 })
  t.match(await first('ordinal', 'the third one'), { rank: 3, raw: 'third' })
  t.match(await first('ordinal', 'the last'), { rank: -1 })
  t.match(await first('percent', '86 percent'), { scalar: 86, unit: '%', percent: 86, raw: '86 percent' })
  t.equal(await first('number', '86%'), undefined, 'a number that is part of something longer is none')
  t.match(await first('money', '16 euros'), { amount: 16, currency: 'EUR', dollars: null })
  t.match(await first('money', '$20'), { amount: 20, currency: null })
  t.match(await first('temperature', '20°C'), { scalar: 20, unit: 'C', celsius: 20 })
  t.match(await first('temperature', '50 F'), { unit: 'F', celsius: 10 })
  t.match(await first('temperature', '300 kelvin'), { unit: 'K', celsius: 300 - 273.15 })
  t.match(await first('temperature', '30 degrees'), { celsius: null })
  t.match(await first('distance', '24 miles'), { scalar: 24, unit: 'mi', meters: 38624.256 })
  t.match(await first('mass', '28 lbs'), { unit: 'lbs', grams: 28 * 453.59237 })
  t.match(await first('volume', '90 hectoliters'), { unit: 'hl', liters: 9000 })
  t.match(await first('speed', '37 km/h'), { unit: 'km/h', mps: 37 * (1 / 3.6) })
  t.equal(await first('distance', '3 square meters'), undefined, 'a unit of nothing gold')
  t.match(await first('distance', '5 mètres', 'fr'), { unit: 'm', meters: 5 })
  t.match(await first('money', '20 €', 'fr'), { amount: 20, currency: 'EUR' })
  t.match(await first('number', 'vingt-deux', 'fr'), { scalar: 22 })
})

t.test('dates, spans and lengths of time, from the clock that is given', async t => {
  const analyse = await nluOf(t, gold('datetime', 'interval', 'duration', 'set'))
  const first = async (name: string, sentence: string, language = 'en') =>
    ((await analyse(sentence, language)).entities as Record<string, unknown[]>)[name]?.[0]
  t.strictSame(await first('datetime', 'Tomorrow at 17:30'), {
    formatted: 'Tuesday, 24 November 2026 at 05:30:00 PM (+0000)',
    iso: '2026-11-24T17:30:00+00:00',
    accuracy: 'min',
    chronology: 'future',
    state: null,
    raw: 'Tomorrow at 17:30',
    confidence: null
  })
  t.match(await first('datetime', 'today'),
    { iso: '2026-11-23T00:00:00+00:00', accuracy: 'day', chronology: 'present', formatted: /at 12:00:00 AM/ })
  t.match(await first('datetime', 'now'), { iso: '2026-11-23T10:20:30+00:00', accuracy: 'now', chronology: 'present' })
  t.match(await first('datetime', 'on 3 March 2020'), { iso: '2020-03-03T00:00:00+00:00', chronology: 'past' })
  t.match(await first('datetime', '3 March'), { iso: '2027-03-03T00:00:00+00:00' })
  t.match(await first('datetime', 'in 2 hours'),
    { iso: '2026-11-23T12:20:30+00:00', accuracy: 'sec', chronology: 'future' })
  t.strictSame(await first('datetime', 'at 5pm'),
    { formatted: null, iso: null, accuracy: 'hour', chronology: null, state: null, raw: '5pm', confidence: null })
  t.match(await first('interval', 'last week'), {
    begin: '2026-11-16T00:00:00+00:00',
    end: '2026-11-23T00:00:00+00:00',
    begin_accuracy: 'week',
    begin_chronology: 'past',
    end_chronology: 'present',
    timespan: 604800
  })
  t.match(await first('interval', 'between 2pm and 4pm'),
    { begin: null, end: null, begin_accuracy: null, begin_chronology: null, timespan: null })
  t.match(await first('interval', 'since 2018'),
    { begin: '2018-01-01T00:00:00+00:00', end: null, end_chronology: null, timespan: null })
  t.match(await first('interval', 'before 2018'),
    { begin: null, begin_chronology: null, end: '2018-01-01T00:00:00+00:00' })
  t.match(await first('interval', 'tonight'),
    { begin: '2026-11-23T20:00:00+00:00', begin_accuracy: 'halfday', begin_chronology: 'future' })
  t.match(await first('duration', 'two days'),
    { chrono: '02:00:00:00', years: 0.005478757133798352, days: 2, hours: 48, minutes: 2880, seconds: 172800 })
  t.strictSame(await first('set', 'every monday'), { raw: 'every monday', confidence: null })
  t.match(await first('datetime', 'demain', 'fr'), { iso: '2026-11-24T00:00:00+00:00', formatted: null })
})

t.test('a bot gets the gold entities that its skills name', async t => {
  const analyse = await nluOf(t, {
    ...base,
    skills: {
      a: {
        triggers: { entity: 'number' },
        actions: [{ message: '{{#percent.scalar}}' }, { message: '{{nlp.entities.money[0].amount}}' }]
      }
    }
  })
  t.strictSame(Object.keys((await analyse('5 and 5% and 5 euros tomorrow', 'en')).entities ?? {}).sort(),
    ['money', 'number', 'percent'])
  t.ok(RECOGNISED.every(name => Object.hasOwn(goldEntities, name)))
})

t.test('in a language that the recognisers do not know, what has no language is found', async t => {
  const { findGold } = await import('../../lib/platform/nlu/gold.ts')
  const { loadRecognizers } = await import('../../lib/platform/nlu/library.ts')
  const found = findGold(await loadRecognizers(), new Set(RECOGNISED), 'a@example.com 5', 'is', NOW)
  t.strictSame(found.map(({ name }) => name), ['email'])
})

t.test('a bot without intents or entities still understands what it can', async t => {
  const { intents, entities, ...bare } = base
  const analyse = await nluOf(t, bare)
  t.match(await analyse('hello a@example.com', 'en'), { intents: [], entities: { email: [{}] } })
})

t.test('training the example bot takes little time; nothing is printed or written', async t => {
  const { bot } = await loadBotFile(new URL('examples/bot.yml', repository))
  await createNlu(bot, clock) // loads the packages
  const printed: unknown[] = []
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const) {
    t.intercept(console, method,
      { value: (...words: unknown[]) => { printed.push(words) } })
  }
  const started = cpuMilliseconds()
  const analyse = await createNlu(bot, clock)
  await analyse('what is the weather like', null)
  t.ok(cpuMilliseconds() - started < 3000)
  t.strictSame(printed, [])
  t.notOk(existsSync('model.nlp'))
})

t.test('a package that is not installed is named, with the command that installs it', async t => {
  await t.rejects(
    importOptionalPackage('@nlpjs/lang-xx', { what: 'this', packages: ['@nlpjs/lang-xx'], production: false }),
    { code: 'FST_BOT_PACKAGE_MISSING', message: /npm install .*@nlpjs\/lang-xx/ }
  )
})

t.test('analyses do not change each other\'s results', async t => {
  const analyse = await nluOf(t)
  const first = await analyse('big', 'en')
  const copy: Nlp = structuredClone(first)
  const [second] = await Promise.all([analyse('big', 'en'), analyse('small', 'en')])
  t.strictSame(first, copy)
  t.strictSame(second.entities, first.entities)
})
