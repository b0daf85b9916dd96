import { addExpression, addListedValue, entityIn, intentIn, type BotDraft, type DraftIntent } from '../draft.ts'
import { appendPointerStep } from '../../../shared/json/json-pointer.ts'
import { languageOf } from '../language.ts'
import { reportName } from '../report-name.ts'
import { sentenceOf } from '../sentence.ts'
import { learnTags, type Token } from '../tags.ts'
import { fieldsOf, firstText, flagOf, listOf, slugOf, textOf, type Fields } from '../values.ts'
import { addEntity, addIntent } from './dataset.ts'

/** The JSON form of the import of 2018: intents, entities and expressions, each of which may be missing. */
export function readJson2018 (json: Fields, path: string, draft: BotDraft, fileName: string): void {
  listOf(json.entities).forEach((value, index) => { readEntity(fieldsOf(value), `${path}#/entities/${index}`, draft) })
  listOf(json.intents).forEach((value, index) => { readIntent(fieldsOf(value), `${path}#/intents/${index}`, draft) })
  const loose = listOf(json.expressions)
  if (loose.length === 0) return
  draft.report.note(`${path}#/expressions`, `they belong to no intent: put under one named ${fileName}, as the file`)
  readExpressions(loose, intentIn(draft, fileName), fileName, `${path}#/expressions`, draft)
}

function readEntity (entity: Fields, source: string, draft: BotDraft): void {
  const name = slugOf(firstText(entity, 'slug', 'name') ?? '')
  if (name === '') {
    draft.report.lost(source, 'an entity without a name is left out')
    return
  }
  reportName('entity', textOf(entity.name), name, source, `/entities${appendPointerStep(name)}`, draft.report)
  const added = addEntity(draft, name, flagOf(entity.open) === true ? 'free' : 'restricted', entity, source)
  listOf(entity.synonyms).forEach((synonym, index) => {
    const place = `${source}/synonyms/${index}`
    const value = sentenceOf(textOf(synonym) ?? firstText(fieldsOf(synonym), 'synonym', 'value'), `a value of ${name}`,
      place, draft.report)
    if (value !== undefined) addListedValue(draft, added, languageOf(draft, fieldsOf(synonym).language, place), value)
  })
}

function readIntent (intent: Fields, source: string, draft: BotDraft): void {
  const slug = slugOf(firstText(intent, 'slug', 'name') ?? '')
  if (slug === '') {
    draft.report.lost(source, 'an intent without a name is left out, with its expressions')
    return
  }
  if (flagOf(intent.activated) === false) {
    draft.report.lost(source, `intent ${slug} was switched off: left out, with its expressions`)
    return
  }
  reportName('intent', textOf(intent.name), slug, source, `/intents${appendPointerStep(slug)}`, draft.report)
  const added = addIntent(draft, slug, intent, source)
  readExpressions(listOf(intent.expressions), added, slug, `${source}/expressions`, draft)
}

function readExpressions (
  expressions: readonly unknown[], intent: DraftIntent, slug: string, source: string, draft: BotDraft
): void {
  expressions.forEach((value, index) => {
    const { source: parts, language } = fieldsOf(value)
    const tokens = Array.isArray(parts) ? parts.flatMap(tokensOf) : []
    addTokens(draft, intent, slug, tokens, typeof parts === 'string' ? parts : undefined,
      languageOf(draft, language, `${source}/${index}`), `${source}/${index}`)
  })
}

/** Words, or a tagged part of a sentence. An entity that is declared nowhere is a free one, as on the platform. */
function tokensOf (part: unknown): Token[] {
  if (typeof part === 'string') return wordsOf(part, undefined)
  const { raw, entity } = fieldsOf(part)
  return wordsOf(textOf(raw) ?? '', slugOf(textOf(fieldsOf(entity).name) ?? '') || undefined)
}

/** Words with a tag. */
export function wordsOf (text: string, entity: string | undefined): Token[] {
  return text.split(/\s+/).filter(word => word !== '').map(word => ({ word, space: true, entity }))
}

/** Adds an expression that is given in words. A full stop or the like stands at the word before it. */
export function addTokens (
  draft: BotDraft,
  intent: DraftIntent,
  slug: string,
  tokens: readonly Token[],
  written: string | undefined,
  language: string,
  source: string
): void {
  const joined = written ?? tokens.map(({ word }) => word).join(' ').replace(/ ([.,!?;:])(?= |$)/g, '$1')
  const sentence = sentenceOf(joined, `an expression of ${slug}`, source, draft.report)
  if (sentence === undefined) return
  for (const { entity } of tokens) if (entity !== undefined) entityIn(draft, entity, 'free')
  addExpression(draft, intent, language, sentence)
  learnTags(draft, tokens, language)
}
