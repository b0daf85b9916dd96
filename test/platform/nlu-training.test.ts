import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createNlu, type BotFile } from '../../lib/platform/index.ts'
import { consideredIntents } from '../../lib/platform/nlu/considered-intents.ts'
import { createLibrary, type Library } from '../../lib/platform/nlu/library.ts'
import { importOptionalPackage } from '../../lib/shared/optional-package.ts'

const clock = { now: Date.now, uuid: randomUUID }

const documents = [
  ['en', 'hello', 'greet'], ['en', 'hi there', 'greet'], ['en', 'good morning to you', 'greet'],
  ['en', 'bring me a pizza', 'order'], ['en', 'I want to order a pizza', 'order'], ['en', 'a pizza a pizza', 'order'],
  ['en', 'bring me the bill', 'pay'], ['en', 'hello', 'pay'], ['fr', 'bonjour', 'greet'], ['fr', 'une pizza', 'order']
] as const

async function train (nlp: Library): Promise<Library> {
  for (const [language, sentence, intent] of documents) nlp.addDocument(language, sentence, intent)
  await nlp.train()
  return nlp
}

t.test('sentences have the scores of the library\'s own training, to the last digit', async t => {
  const use = { what: 'this test', packages: [], production: false }
  const { containerBootstrap } = await importOptionalPackage<any>('@nlpjs/core', use)
  const { LangEn } = await importOptionalPackage<any>('@nlpjs/lang-en', use)
  const { LangFr } = await importOptionalPackage<any>('@nlpjs/lang-fr', use)
  const { Nlp } = await importOptionalPackage<any>('@nlpjs/nlp', use)
  const container = containerBootstrap()
  container.use(LangEn)
  container.use(LangFr)
  const plain = new Nlp({ container, languages: ['en', 'fr'], autoSave: false, autoLoad: false, nlu: { log: false } })
  const [own, expected] = [await train((await createLibrary(['en', 'fr'])).nlp), await train(plain)]
  for (const [locale, utterance] of [
    ...documents, ['en', 'bring me something'], ['en', 'a hello for the pizza'], ['fr', 'pizza bonjour']
  ] as const) {
    const [{ classifications }, other] = [await own.process({ locale, utterance }),
      await expected.process({ locale, utterance })]
    t.strictSame(classifications, other.classifications, utterance)
    t.ok(classifications.some(({ score }) => score > 0), utterance)
  }
})

t.test('expressions that contradict each other do not keep the training from its end', async t => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index} and word${index * 7 % 60}`)
  const analyse = await createNlu({
    name: 'contradictory',
    languages: ['en'],
    intents: Object.fromEntries(['one', 'two', 'three'].map(slug => [slug, { expressions: { en: words } }])),
    skills: { a: {} }
  }, clock)
  t.equal((await analyse('word3 word4 word5', 'en')).source, 'word3 word4 word5')
})

t.test('thirty languages that the library has no package for are each understood by their own expressions', async t => {
  // among them, one of two letters that the library knows nothing of either
  const languages = [
    'ast', 'bal', 'ceb', 'din', 'ewo', 'fil', 'gsw', 'haw', 'ilo', 'jam', 'kab', 'lij', 'mad', 'nap', 'oto', 'pap',
    'quc', 'rap', 'sco', 'tet', 'udm', 'vec', 'war', 'xal', 'yap', 'zza', 'xh', 'ast-ES', 'bcl', 'cak', 'xa', 'xab'
  ]
  // a word for each that none of the others has
  const wordOf = (language: string): string => `greeting${language.replace('-', '')}word`
  const bot: BotFile = {
    name: 'many',
    languages,
    intents: {
      greet: { expressions: Object.fromEntries(languages.map(language => [language, [wordOf(language)]])) },
      leave: { expressions: Object.fromEntries(languages.map(language => [language, [`bye ${language}`]])) }
    },
    skills: { a: {} }
  }
  const analyse = await createNlu(bot, clock)
  for (const language of languages) {
    t.equal((await analyse(wordOf(language), language)).intents?.[0]?.slug, 'greet', language)
    const others = languages.filter(other => other !== language).map(wordOf).join(' ')
    t.ok(consideredIntents(await analyse(others, language))?.every(({ confidence }) => confidence === 0),
      `words of the others are nothing in ${language}`)
  }
})
