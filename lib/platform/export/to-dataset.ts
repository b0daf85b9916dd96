import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotEntity, BotFile } from '../bot-file/schema.ts'
import { valuesOf } from '../nlu/value-index.ts'
import { createAnnotator, type Part } from './annotate.ts'
import { lostKeys, type Exported } from './exported.ts'

const TYPES = { free: 1, restricted: 2, regex: 3 } as const
const DEFAULT_STRICTNESS = 50

/**
 * The platform's own form of a dataset. Its lists refer to each other by index. What it had no place for, such as the
 * words around a free entity, stands beside its own keys, so that importing the file gives the same training data.
 */
export function toDataset (bot: BotFile): Exported {
  const { intents = {}, entities = {}, languages, name, description, strictness = DEFAULT_STRICTNESS } = bot
  const names = Object.keys(entities)
  const annotators = languages.map(language => [language, createAnnotator(bot, language)] as const)
  const enrichments = enrichmentsOf(entities, languages)
  const dataset = {
    version: 8,
    name,
    ...(description !== undefined && { description }),
    datasets: [{
      language: languages[0], languages, strictness, restricted_entity_strictness: 90, free_entity_strictness: 0
    }],
    intents: Object.entries(intents).map(([slug, { description = null, strictness = null }], position) => (
      { slug, name: slug, description, strictness, position, dataset_id: 0, is_activated: true }
    )),
    entities: Object.entries(entities).map(([slug, entity]) => entityOf(slug, entity, names)),
    expressions: Object.values(intents).flatMap(({ expressions }, index) =>
      annotators.flatMap(([language, annotate]) => (expressions[language] ?? []).map(source => ({
        intent_id: index, source, language, tokens: JSON.stringify(tokensOf(annotate(source), names))
      })))),
    tagged_tokens: [],
    synonyms: Object.values(entities).flatMap((entity, index) => languages.flatMap(language =>
      valuesOf(entity, language).flatMap(({ texts }) => texts.map(value => ({ entity_id: index, value, language }))))),
    validation_files: [],
    ...enrichments,
    ml_models: {}
  }
  const lost = lostKeys('', bot, { gold: 'a dataset does not say which gold entities are recognised' })
  for (const [slug, { flags = '' }] of Object.entries(entities)) {
    if (/[mv]/.test(flags)) {
      lost.push(`/entities${appendPointerStep(slug)}/flags: the flags of a dataset are those of Ruby, without m and v`)
    }
  }
  return {
    files: [{ path: 'dataset.json', text: `${JSON.stringify(dataset, null, 2)}\n` }],
    lost
  }
}

/** In Ruby m lets the dot match line ends, and all texts are Unicode. */
function rubyFlags (flags: string | null): string | null {
  return flags === null ? null : flags.replace(/[muv]/g, '').replace('s', 'm')
}

function entityOf (slug: string, entity: BotEntity, names: readonly string[]): Record<string, unknown> {
  const { description, strictness = null, regex, flags = null, free = false, of, after = [], before = [] } =
    entity
  const type = regex !== undefined ? 'regex' : free ? 'free' : 'restricted'
  const base = of === undefined ? -1 : names.indexOf(of)
  return {
    slug,
    name: slug.toUpperCase(),
    type: TYPES[type],
    is_custom: true,
    is_open: free,
    is_activated: true,
    dataset_id: 0,
    strictness,
    enrichment_strictness: 95,
    regex_pattern: regex?.replace(/^\//, '\\/') ?? null, // slashes around it would be delimiters
    regex_flags: rubyFlags(flags),
    entity_id: base === -1 ? null : base,
    gold_enrichment_from: of !== undefined && base === -1 ? of : null,
    ...((free || of !== undefined) && { after, before }),
    ...(description !== undefined && { description })
  }
}

/** Words of an expression, each with a flag for a space behind it. */
function tokensOf (parts: readonly Part[], names: readonly string[]): Array<Record<string, unknown>> {
  return parts.flatMap(({ text, entity }) => [
    ...text.matchAll(/([\p{L}\p{M}\p{N}'’_-]+|[^\s\p{L}\p{M}\p{N}'’_-])(\s*)/gu)
  ].map(([, word, space]) => (
    { word, space: space !== '', ...(entity !== undefined && { entity_id: names.indexOf(entity) }) }
  )))
}

/** Values with synonyms or fields are groups that are named after them. */
function enrichmentsOf (entities: NonNullable<BotFile['entities']>, languages: readonly string[]) {
  const keys: Array<{ entity_id: number, key: string }> = []
  const groups: Array<{ entity_id: number, name: string }> = []
  const defaults: unknown[] = []
  const members: unknown[] = []
  const pairs: unknown[] = []
  Object.values(entities).forEach((entity, index) => {
    for (const [key, value] of Object.entries(entity.enrichment ??
      {})) defaults.push({ enrichment_pair_key_id: keyId(index, key), value: written(value) })
    const seen = new Set<string>()
    for (const { value, texts, enrichment = {} } of languages.flatMap(language => valuesOf(entity, language))) {
      if (seen.has(JSON.stringify([texts, enrichment])) ||
        (texts.length === 1 && Object.keys(enrichment).length === 0)) continue
      seen.add(JSON.stringify([texts, enrichment]))
      const group = groups.push({ entity_id: index, name: value }) - 1
      for (const text of texts) members.push({ enrichment_group_id: group, value: text })
      for (const [key, own] of Object.entries(enrichment)) {
        pairs.push({ enrichment_pair_key_id: keyId(index, key), enrichment_group_id: group, value: written(own) })
      }
    }
  })
  return {
    enrichment_pair_keys: keys,
    default_enrichment_values: defaults,
    enrichment_groups: groups,
    entity_group_values: members,
    enrichment_pair_values: pairs
  }

  function keyId (entity: number, key: string): number {
    const known = keys.findIndex(other => other.entity_id === entity && other.key === key)
    return known === -1 ? keys.push({ entity_id: entity, key }) - 1 : known
  }
}

/** Text that looks like JSON is written as JSON. */
function written (value: unknown): unknown {
  return typeof value === 'string' && /^\s*[[{"]/.test(value) ? JSON.stringify(value) : value
}
