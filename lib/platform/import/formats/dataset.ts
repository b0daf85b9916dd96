import { goldEntities } from '../../../../schemas/gold-entities.ts'
import { isObject } from '../../../replies/kind.ts'
import { appendPointerStep } from '../../../shared/json/json-pointer.ts'
import {
  addExpression, addListedValue, declareEntity, intentIn, type BotDraft, type DraftEntity, type DraftIntent
} from '../draft.ts'
import { languageOf } from '../language.ts'
import { addRegex } from '../regex.ts'
import { reportName } from '../report-name.ts'
import { sentenceOf } from '../sentence.ts'
import { learnTags, type Token } from '../tags.ts'
import { fieldsOf, firstText, flagOf, innerJson, listOf, numberOf, slugOf, textOf, type Fields } from '../values.ts'
import { readEnrichments } from './enrichments.ts'

const KINDS = ['gold', 'free', 'restricted', 'regex'] as const

/**
 * The platform's own form of a dataset, which is also the part `train` of an export. Its lists refer to each other by
 * index. The trained models in it are never looked at.
 */
export function readDataset (json: Fields, path: string, draft: BotDraft): void {
  const at = (list: string, index: number) => `${path}#/${list}/${index}`
  readSettings(json, path, draft)
  const intents = listOf(json.intents).map((intent, index) => readIntent(fieldsOf(intent), at('intents', index), draft))
  const entities = listOf(json.entities).map((entity, index) =>
    readEntity(fieldsOf(entity), at('entities', index), draft))
  readRoles(json, path, entities, draft)
  const tagged = taggedTokens(json, path, draft)
  listOf(json.expressions).forEach((expression, index) => {
    readExpression(fieldsOf(expression), at('expressions', index), intents, entities, tagged.get(index) ?? new Map(),
      draft)
  })
  listOf(json.synonyms)
    .forEach((synonym, index) => { readSynonym(fieldsOf(synonym), at('synonyms', index), entities, draft) })
  readEnrichments(json, path, entities, draft)
  if (Object.keys(fieldsOf(json.ml_models)).length > 0) {
    draft.report.note(`${path}#/ml_models`,
      'the trained models are left out: the bot is trained anew from its expressions')
  }
  listOf(json.validation_files).forEach((value, index) => {
    const name = textOf(value) ?? firstText(fieldsOf(value), 'name', 'filename', 'file_name', 'slug')
    draft.report.lost(at('validation_files', index),
      `the validation file ${name ?? 'without a name'} is left out: a bot file has none`)
  })
}

function readSettings (json: Fields, path: string, draft: BotDraft): void {
  draft.name ??= textOf(json.name)
  draft.description ??= textOf(json.description)
  listOf(json.datasets).forEach((value, index) => {
    const dataset = fieldsOf(value)
    for (const written of [dataset.language, ...listOf(dataset.languages)].map(textOf)) {
      if (written !== undefined) draft.languages.add(languageOf(draft, written, `${path}#/datasets/${index}/language`))
    }
    readThresholds(dataset, `${path}#/datasets/${index}`, draft)
    if (index > 0) {
      draft.report.changed(`${path}#/datasets/${index}`,
        'it is another dataset: its intents and entities are put together with those of the first')
    }
    if (dataset.resolve_pronouns === true || dataset.resolve_descriptions === true) {
      draft.report.lost(`${path}#/datasets/${index}`,
        'pronouns and descriptions were resolved: the local NLU does not do that')
    }
  })
}

/** Percents of a dataset, which hold for what has none of its own. Those of the first dataset count. */
export function readThresholds (dataset: Fields, source: string, draft: BotDraft): void {
  const percent = (key: string) => percentOf(dataset[key], `${source}/${key}`, draft)
  draft.strictness ??= percent('strictness')
  draft.restrictedStrictness ??= percent('restricted_entity_strictness')
  draft.freeStrictness ??= percent('free_entity_strictness')
}

/** Adds what all forms know of an intent. */
export function addIntent (draft: BotDraft, slug: string, intent: Fields, source: string): DraftIntent {
  const added = intentIn(draft, slug)
  const description = textOf(intent.description)
  if (description !== undefined) added.description ??= description
  const strictness = percentOf(intent.strictness, `${source}/strictness`, draft)
  if (strictness !== undefined) added.strictness = strictness
  reportName('intent', textOf(intent.name), slug, source, `/intents${appendPointerStep(slug)}`, draft.report)
  return added
}

/** @returns its slug; undefined when it is left out */
function readIntent (intent: Fields, source: string, draft: BotDraft): string | undefined {
  const slug = textOf(intent.slug) ?? slugOf(textOf(intent.name) ?? '')
  if (slug === '') {
    draft.report.lost(source, 'an intent without a name is left out, with its expressions')
    return undefined
  }
  if (flagOf(intent.is_activated) === false) {
    draft.report.lost(source, `intent ${slug} was switched off: left out, with its expressions`)
    return undefined
  }
  if (draft.intents.has(slug)) {
    draft.report.changed(source,
    `intent ${slug} is there twice: their expressions are put together`, `/intents${appendPointerStep(slug)}`)
  }
  addIntent(draft, slug, intent, source)
  return slug
}

/** @returns its name, of a gold entity too; undefined when it is left out */
function readEntity (entity: Fields, source: string, draft: BotDraft): string | undefined {
  const name = textOf(entity.slug) ?? slugOf(textOf(entity.name) ?? '')
  const known = typeof entity.type === 'number' ? KINDS[entity.type] : KINDS.find(kind => kind === entity.type)
  const kind = known ?? (flagOf(entity.is_open) === false ? 'restricted' : 'free')
  if (name === '') {
    draft.report.lost(source, 'an entity without a name is left out')
    return undefined
  }
  if (kind === 'gold' || (known === undefined && flagOf(entity.is_custom) === false) ||
    (flagOf(entity.is_custom) === false && isGold(name))) {
    reportGoldSettings(entity, name, source, draft)
    return name
  }
  if (flagOf(entity.is_activated) === false) {
    draft.report.lost(source, `entity ${name} was switched off: left out, with its values`)
    return name
  }
  if (known === undefined) {
    draft.report.changed(source, `entity ${name} is of an unknown type: taken as ${kind}`,
      `/entities${appendPointerStep(name)}`)
  }
  addEntity(draft, name, kind, entity, source)
  return name
}

function isGold (name: string): boolean {
  return Object.hasOwn(goldEntities, name)
}

/** A gold entity is recognised as the local NLU does it. */
function reportGoldSettings (entity: Fields, name: string, source: string, { report }: BotDraft): void {
  for (const key of ['strictness', 'description', 'regex_pattern', 'entity_id', 'gold_enrichment_from', 'webhook_id',
    'enrichment_webhook_id']) {
    if (entity[key] === null || entity[key] === undefined || entity[key] === '') continue
    report.lost(`${source}/${key}`, `the ${key} of the gold entity ${name} is left out: the local NLU recognises it ` +
      'by its own rules')
  }
}

/** Adds a custom entity with what both forms of a dataset know of it. */
export function addEntity (
  draft: BotDraft, name: string, kind: DraftEntity['kind'], entity: Fields, source: string
): DraftEntity {
  const added = declareEntity(draft, name, kind, source)
  const strictness = percentOf(entity.strictness, `${source}/strictness`, draft)
  if (strictness !== undefined) added.strictness = strictness
  reportName('entity', textOf(entity.name), name, source, `/entities${appendPointerStep(name)}`, draft.report)
  const description = textOf(entity.description)
  if (description !== undefined) added.description = description
  if (Array.isArray(entity.after) && Array.isArray(entity.before)) { // an export of a bot file says them
    added.contextIsKnown = true
    for (const word of entity.after.map(textOf)) if (word !== undefined) added.after.add(word)
    for (const word of entity.before.map(textOf)) if (word !== undefined) added.before.add(word)
  }
  if (kind === 'regex' && added.kind === kind) {
    addRegex(draft, added, name, textOf(entity.regex_pattern) ?? '', textOf(entity.regex_flags) ?? '', source)
  }
  return added
}

/** Entities that refer to another one of the list are roles of it. */
function readRoles (json: Fields, path: string, names: ReadonlyArray<string | undefined>, draft: BotDraft): void {
  listOf(json.entities).forEach((value, index) => {
    const {
      entity_id: parent, gold_enrichment_from: gold, webhook_id: webhook, enrichment_webhook_id: enricher, after
    } = fieldsOf(value)
    const entity = draft.entities.get(names[index] ?? '')
    if (entity === undefined) return // a gold one, or reported
    const source = `${path}#/entities/${index}`
    const base = typeof parent === 'number'
      ? names[parent]
      : typeof gold === 'number'
        ? names[gold]
        : textOf(gold)?.toLowerCase()
    if (base === undefined ? typeof parent === 'number' : !draft.entities.has(base) && !isGold(base)) {
      draft.report.lost(source, `${base ?? `entity_id ${String(parent)}`} leads to no entity: ` +
        `${String(names[index])} is no role of another one now`)
    } else if (typeof parent !== 'number' && base !== undefined && after === undefined && hasValues(json, index)) {
      draft.report.lost(source, `entity ${String(names[index])} had the fields of the gold entity ${base}: it has ` +
        'those of its own enrichment only', `/entities${appendPointerStep(names[index] as string)}`)
    } else if (base !== undefined) entity.of = base
    if ((webhook ?? enricher ?? null) !== null) {
      draft.report.lost(
        source,
      `entity ${String(names[index])} was enriched by a webhook: it has its own words only`,
      `/entities${appendPointerStep(names[index] as string)}`
      )
    }
  })
  names.forEach((name, index) => {
    const entity = draft.entities.get(name ?? '')
    if (name === undefined || entity?.of === undefined || !isInCircle(name, draft)) return
    draft.report.lost(`${path}#/entities/${index}/entity_id`, `entity ${name} is a role of ${entity.of}, and that at ` +
      `the end one of ${name}: it is no role now`, `/entities${appendPointerStep(name)}`)
    delete entity.of
  })
}

/** Whether an entity is, at the end, a role of itself. */
function isInCircle (name: string, { entities }: BotDraft): boolean {
  const seen = new Set<string>()
  for (let base = entities.get(name)?.of; base !== undefined && !seen.has(base); base = entities.get(base)?.of) {
    if (base === name) return true
    seen.add(base)
  }
  return false
}

function hasValues (json: Fields, entity: number): boolean {
  return listOf(json.synonyms).some(synonym => fieldsOf(synonym).entity_id === entity)
}

function readExpression (
  expression: Fields, source: string, intents: ReadonlyArray<string
    | undefined>, entities: ReadonlyArray<string | undefined>, tagged: ReadonlyMap<number, number>, draft: BotDraft
): void {
  const index = expression.intent_id
  const tokens = tokensOf(expression, entities, tagged, source, draft)
  if (typeof index !== 'number' || index >= intents.length || index < 0 || !Number.isInteger(index)) {
    draft.report.lost(source,
      `intent_id ${String(index)} leads to no intent (there are ${intents.length}): the expression is left out`)
    return
  }
  const slug = intents[index]
  if (slug === undefined) return // reported with its intent
  const sentence = sentenceOf(textOf(expression.source) ?? tokens.map(({ word, space }) => word + (space ? ' ' : ''))
    .join(''), `an expression of ${slug}`, source, draft.report)
  if (sentence === undefined) return
  const language = languageOf(draft, expression.language, source)
  addExpression(draft, intentIn(draft, slug), language, sentence)
  learnTags(draft, tokens, language)
}

function tokensOf (
  expression: Fields, entities: ReadonlyArray<string | undefined>, tagged: ReadonlyMap<number, number>, source: string,
  draft: BotDraft
): Token[] {
  const written = innerJson(expression.tokens)
  if (!Array.isArray(written) && (textOf(expression.tokens) ?? null) !== null) {
    draft.report.lost(`${source}/tokens`, 'the tokens are no list of JSON: the tags of the expression are left out')
  }
  const all = listOf(written)
  for (const position of tagged.keys()) {
    if (position >= 0 && position < all.length) continue
    draft.report.lost(source, `a tag of token ${position} leads to no token (there are ${all.length}): it is left out`)
  }
  return all.map((value, index) => {
    const { word, space, entity_id: own } = fieldsOf(value)
    if (!isObject(value)) draft.report.lost(`${source}/tokens/${index}`, 'it is no token: left out, with its tag')
    const entity = typeof own === 'number' ? own : tagged.get(index)
    if (entity !== undefined && (entity < 0 || entity >= entities.length)) {
      draft.report.lost(`${source}/tokens/${index}`, `entity_id ${entity} leads to no entity: the tag is left out`)
    }
    return {
      word: String(word ?? ''), space: space === true, entity: entity === undefined ? undefined : entities[entity]
    }
  })
}

/** Entities of the list `tagged_tokens`: by expression, then by the position of the token. */
function taggedTokens (json: Fields, path: string, { report }: BotDraft): Map<number, Map<number, number>> {
  const all = new Map<number, Map<number, number>>()
  listOf(json.tagged_tokens).forEach((value, index) => {
    const { expression_id: expression, entity_id: entity, token_indices: indices } = fieldsOf(value)
    const positions = Array.from(String(indices).matchAll(/-?\d+/g), ([digits]) => Number(digits))
    if (typeof expression !== 'number' || typeof entity !== 'number' || positions.length === 0 ||
      listOf(json.expressions)[expression] === undefined) {
      report.lost(`${path}#/tagged_tokens/${index}`,
        'it leads to no expression, no entity or no token: the tag is left out')
      return
    }
    const tokens = all.get(expression) ?? new Map<number, number>()
    for (const position of positions) tokens.set(position, entity)
    all.set(expression, tokens)
  })
  return all
}

function readSynonym (
  synonym: Fields, source: string, entities: ReadonlyArray<string | undefined>, draft: BotDraft
): void {
  const index = synonym.entity_id
  const name = typeof index === 'number' ? entities[index] : undefined
  const entity = draft.entities.get(name ?? '')
  if (entity === undefined) {
    draft.report.lost(source, name === undefined
      ? `entity_id ${String(index)} leads to no entity: the value is left out`
      : `entity ${name} is gold or was switched off, and has no values of its own here: the value is left out`)
    return
  }
  const value = sentenceOf(firstText(synonym, 'value', 'slug'), `a value of ${name}`, source, draft.report)
  if (value !== undefined) addListedValue(draft, entity, languageOf(draft, synonym.language, source), value)
}

/** A whole number from 0 to 100; undefined for none, and what is no percent is reported. */
export function percentOf (value: unknown, source: string, { report }: BotDraft): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const number = numberOf(value)
  if (number !== undefined && number >= 0 && number <= 100) return Math.round(number)
  report.lost(source, `${JSON.stringify(value).slice(0, 40)} is no percent from 0 to 100: left out`)
  return undefined
}
