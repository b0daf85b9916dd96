import t from 'tap'
import { importFiles, type Files } from './import-files.ts'

const message = (more: Record<string, unknown>) => ({
  id: 'm', type: 'message', message: [{ value: '{"type":"text","content":"Ola"}', ...more }]
})
const versions = (...actions: unknown[]) => ({
  bot_versions: [{
    skills: [{
      id: 'a',
      slug: 'a',
      type: 'business',
      in_condition: null,
      skill_titles: [{ language: 'en', title: 'Begin' }, { title: 'Começar' }],
      requirement: null,
      out_condition: { type: 'all', children: [{ type: 'and', actions, children: [] }] }
    }]
  }]
})

/** In each form: text that says `en` first, and text without a language. */
const forms: Record<string, Files> = {
  'a dataset': {
    'a.json': {
      datasets: [{ language: 'en' }],
      intents: [{ slug: 'greet' }],
      entities: [{ slug: 'size', type: 2 }],
      expressions: [{ intent_id: 0, source: 'hello', language: 'en' }, { intent_id: 0, source: 'ola' }],
      synonyms: [{ entity_id: 0, value: 'big', language: 'en' }, { entity_id: 0, value: 'grande' }]
    }
  },
  'a dataset with gazettes': {
    'a.json': {
      dataset_language: 'en',
      intents: [{ name: 'greet', expressions: [{ source: 'hello', language: 'en' }, { source: 'ola' }] }],
      gazettes: [{ name: 'size', type: 'restricted', synonyms: [{ value: 'big', language: 'en' }, 'grande'] }]
    }
  },
  'JSON of 2018': {
    'a.json': {
      intents: [{
        name: 'greet', expressions: [{ source: ['hello'], language: { isocode: 'en' } }, { source: ['ola'] }]
      }],
      entities: [{
        name: 'size', open: false, synonyms: [{ synonym: 'big', language: { isocode: 'en' } }, { synonym: 'grande' }]
      }]
    }
  },
  'CSV of 2018': {
    'a.csv': 'import type\nintent;greet;;\nentity;size;false;\nexpression;greet;en;hello\nexpression;greet;;ola\n' +
      'synonym;size;en;big\nsynonym;size;;grande\n'
  },
  'CSV of expressions and of values': {
    'greet.csv': 'expression;language\nhello;en\nola;\n', 'size.csv': 'value;language\nbig;en\ngrande;\n'
  },
  'CSV of intents with expressions': {
    'a.csv': 'intent;expression;language\ngreet;hello;en\ngreet;ola;\n',
    'size.csv': 'value;language\nbig;en\ngrande;\n'
  }
}

t.test('a language that is asked for goes before the first of the input, in every form', async t => {
  for (const [form, files] of Object.entries(forms)) {
    const given = await importFiles(t, files, { language: 'pt_br' })
    t.strictSame(given.bot.languages, ['pt-BR', 'en'], form)
    t.strictSame(given.bot.intents?.greet?.expressions, { 'pt-BR': ['ola'], en: ['hello'] }, form)
    t.strictSame(given.bot.entities?.size?.values, { 'pt-BR': ['grande'], en: ['big'] }, form)
    const { bot } = await importFiles(t, files)
    t.strictSame(bot.languages, ['en'], `${form}: without it the first of the input counts`)
    t.strictSame(bot.intents?.greet?.expressions, { en: ['hello', 'ola'] }, form)
  }
})

t.test('so it does for questions, messages and titles', async t => {
  const files = {
    'a.csv': 'expression;language\nhello;en\n',
    'faq.csv': 'Question,Answer\nOnde?,Aqui\n',
    'qna.json': { qnas: [{ question: 'Quando?', answer: 'Hoje' }] },
    'dm.json': versions(message({}), message({ language: 'en' }))
  }
  const { bot } = await importFiles(t, files, { language: 'pt' })
  t.match(bot, {
    languages: ['pt', 'en'],
    intents: { onde: { expressions: { pt: ['Onde?'] } }, quando: { expressions: { pt: ['Quando?'] } } },
    skills: {
      a: { title: { pt: 'Começar', en: 'Begin' }, actions: [{ message: { pt: 'Ola' } }, { message: { en: 'Ola' } }] }
    }
  })
  const without = await importFiles(t, files)
  t.match(without.bot, { languages: ['en'], intents: { onde: { expressions: { en: ['Onde?'] } } } })
})

t.test('a language that nothing is in is told; what names no language is told and taken as the default', async t => {
  const { bot, items } = await importFiles(t, { 'a.csv': 'expression;language\nhello;en\n' }, { language: 'fr' })
  t.strictSame(bot.languages, ['en'])
  t.match(items, [{ kind: 'note', source: 'a.csv', message: /nothing of the input is in the language fr/ }])
  const wrong = await importFiles(t, { 'dm.json': versions(message({ language: 'english!' })) }, { language: 'fr' })
  t.match(wrong.bot.skills.a?.actions, [{ message: 'Ola' }])
  t.match(wrong.items, [{
    kind: 'changed',
    source: 'dm.json#/bot_versions/0/skills/0/out_condition/children/0/actions/0/message/0',
    message: /`english!` is no language: taken as fr/
  }])
})
