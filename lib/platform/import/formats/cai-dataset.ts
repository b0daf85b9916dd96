import { addExpression, addListedValue, entityIn, type BotDraft } from '../draft.ts'
import { languageOf } from '../language.ts'
import { sentenceOf } from '../sentence.ts'
import { learnTags, type Token } from '../tags.ts'
import { fieldsOf, firstText, flagOf, listOf, slugOf, textOf, type Fields } from '../values.ts'
import { addEntity, addIntent, readThresholds } from './dataset.ts'
import { readInnerEnrichments } from './enrichments.ts'

const KINDS = ['free', 'restricted', 'regex'] as const

/**
 * The form of a dataset with intents that hold their expressions, and gazettes that hold their values: one language a
 * file.
 */
export function readCaiDataset (json: Fields, path: string, draft: BotDraft): void {
  if (textOf(json.dataset_language) !== undefined) {
    draft.languages.add(languageOf(draft, json.dataset_language, `${path}#/dataset_language`))
  }
  const language = languageOf(draft, json.language, `${path}#/language`)
  readThresholds(json, `${path}#`, draft)
  const names = new Map<string, string>() // of entities, by the name that tokens have
  listOf(json.gazettes).forEach((value, index) => {
    const gazette = fieldsOf(value)
    const name = textOf(gazette.slug) ?? slugOf(textOf(gazette.name) ?? '')
    if (name !== '') names.set(textOf(gazette.name) ?? name, name)
    readGazette(gazette, name, language, `${path}#/gazettes/${index}`, draft)
  })
  listOf(json.intents).forEach((value, index) => {
    readIntent(fieldsOf(value), names, language,
    `${path}#/intents/${index}`, draft)
  })
}

function readGazette (gazette: Fields, name: string, language: string, source: string, draft: BotDraft): void {
  const kind = textOf(gazette.type) ?? (flagOf(gazette.is_open) === false ? 'restricted' : 'free')
  if (kind === 'gold') {
    if (listOf(gazette.synonyms).length > 0) {
      draft.report.lost(`${source}/synonyms`, `the values of the gold entity ${name} are left out: the local NLU ` +
        'recognises it by its own rules')
    }
    return
  }
  if (name === '' || !(KINDS as readonly string[]).includes(kind)) {
    draft.report.lost(source,
      name === '' ? 'an entity without a name is left out' : `entity ${name} is of the unknown type ${kind}: left out`)
    return
  }
  const entity = addEntity(draft, name, kind as 'free', gazette, source)
  listOf(gazette.synonyms).forEach((synonym, index) => {
    const place = `${source}/synonyms/${index}`
    const value = sentenceOf(textOf(synonym) ?? firstText(fieldsOf(synonym), 'value', 'synonym'), `a value of ${name}`,
      place, draft.report)
    const own = fieldsOf(synonym).language
    if (value !== undefined) {
      addListedValue(draft, entity, own === undefined ? language : languageOf(draft, own, place),
        value)
    }
  })
  readInnerEnrichments(gazette.enrichments, entity, name, `${source}/enrichments`, draft)
}

function readIntent (intent: Fields, names: ReadonlyMap<
  string, string
>, language: string, source: string, draft: BotDraft): void {
  const slug = textOf(intent.slug) ?? slugOf(textOf(intent.name) ?? '')
  if (slug === '') {
    draft.report.lost(source, 'an intent without a name is left out, with its expressions')
    return
  }
  if ([intent.is_activated, intent.activated].some(flag => flagOf(flag) === false)) {
    draft.report.lost(source, `intent ${slug} was switched off: left out, with its expressions`)
    return
  }
  const added = addIntent(draft, slug, intent, source)
  listOf(intent.expressions).forEach((value, index) => {
    const expression = fieldsOf(value)
    const place = `${source}/expressions/${index}`
    const tokens = listOf(expression.tokens).map((token): Token => {
      const { word, space, entity } = fieldsOf(token)
      const { name: written, type, is_custom: isCustom } = fieldsOf(entity)
      const name = textOf(written)
      if (name !== undefined && !names.has(name) && flagOf(isCustom) === true) {
        entityIn(draft, slugOf(name), KINDS.find(kind => kind === type) ?? 'free')
      }
      return {
        word: String(word ?? ''),
        space: space === true,
        entity: name === undefined ? undefined : names.get(name) ?? slugOf(name)
      }
    })
    const sentence = sentenceOf(textOf(value) ?? textOf(expression.source), `an expression of ${slug}`, place,
      draft.report)
    if (sentence === undefined) return
    const own = expression.language === undefined ? language : languageOf(draft, expression.language, place)
    addExpression(draft, added, own, sentence)
    learnTags(draft, tokens, own)
  })
}
