import { addExpression, addListedValue, intentIn, type BotDraft } from '../draft.ts'
import { languageOf, normalizeLanguage } from '../language.ts'
import { sentenceOf } from '../sentence.ts'
import { learnTags, type Token } from '../tags.ts'
import { fieldsOf, firstText, flagOf, listOf, slugOf, textOf, type Fields } from '../values.ts'
import { addEntity, percentOf } from './dataset.ts'
import { readInnerEnrichments } from './enrichments.ts'

/**
 * The form of a dataset with intents that hold their expressions, and gazettes that hold their values: one language a
 * file.
 */
export function readCaiDataset (json: Fields, path: string, draft: BotDraft): void {
  const first = normalizeLanguage(textOf(json.dataset_language) ?? '')
  if (first !== undefined) draft.languages.add(first)
  const language = languageOf(draft, json.language, `${path}#/language`)
  draft.strictness ??= percentOf(json.strictness)
  draft.restrictedStrictness ??= percentOf(json.restricted_entity_strictness)
  draft.freeStrictness ??= percentOf(json.free_entity_strictness)
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
  if (kind === 'gold') return
  if (name === '' || !['free', 'restricted', 'regex'].includes(kind)) {
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
  const added = intentIn(draft, slug)
  const description = textOf(intent.description)
  const strictness = percentOf(intent.strictness)
  if (description !== undefined) added.description ??= description
  if (strictness !== undefined) added.strictness = strictness
  listOf(intent.expressions).forEach((value, index) => {
    const expression = fieldsOf(value)
    const place = `${source}/expressions/${index}`
    const tokens = listOf(expression.tokens).map((token): Token => {
      const { word, space, entity } = fieldsOf(token)
      const name = textOf(fieldsOf(entity).name)
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
