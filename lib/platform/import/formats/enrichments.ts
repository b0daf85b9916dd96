import { isObject } from '../../../replies/kind.ts'
import { appendPointerStep } from '../../../shared/json/json-pointer.ts'
import { addValue, type BotDraft, type DraftEntity } from '../draft.ts'
import { fieldsOf, firstText, innerJson, listOf, textOf, type Fields } from '../values.ts'

const KEY_NAMES = ['key', 'name', 'slug', 'value']

/**
 * Enrichments of the platform's form of a dataset: keys of an entity, their default values, and groups of values that
 * have values of their own for the keys. The lists refer to each other by index.
 */
export function readEnrichments (
  json: Fields, path: string, entities: ReadonlyArray<string | undefined>, draft: BotDraft
): void {
  const keys = listOf(json.enrichment_pair_keys).map(value => {
    const key = fieldsOf(value)
    return { entity: entityAt(key.entity_id), key: firstText(key, ...KEY_NAMES) }
  })
  const groups = listOf(json.enrichment_groups).map(value => {
    const group = fieldsOf(value)
    return {
      entity: entityAt(group.entity_id),
      name: firstText(group, 'name', 'slug', 'value'),
      values: [] as string[],
      fields: {} as Record<string, unknown>
    }
  })
  each('default_enrichment_values', (row, source) => {
    const key = at(keys, row.enrichment_pair_key_id ?? row.key_id)
    if (key?.entity === undefined || key.key === undefined) return lost(source)
    key.entity.enrichment = { ...key.entity.enrichment, [key.key]: valueOf(row) }
  })
  each('entity_group_values', (row, source) => {
    const group = at(groups, row.enrichment_group_id ?? row.group_id)
    const value = firstText(row, 'value', 'name', 'slug') ??
      textOf(fieldsOf(at(listOf(json.synonyms), row.synonym_id)).value)
    if (group === undefined || value === undefined) return lost(source)
    group.values.push(value)
  })
  each('enrichment_pair_values', (row, source) => {
    const key = at(keys, row.enrichment_pair_key_id ?? row.key_id)
    const group = at(groups, row.enrichment_group_id ?? row.group_id)
    if (key?.key === undefined || group === undefined) return lost(source)
    if (Object.hasOwn(group.fields, key.key) && group.fields[key.key] !== valueOf(row)) {
      draft.report.lost(source, `the key ${key.key} has a value in its group already: this other one is left out`)
    } else group.fields[key.key] = valueOf(row)
  })
  keys.forEach(({ entity, key }, index) => {
    if (entity === undefined || key === undefined) lost(`${path}#/enrichment_pair_keys/${index}`)
  })
  groups.forEach(({ entity, name, values, fields }, index) => {
    if (entity === undefined || (values.length === 0 && Object.keys(fields).length > 0)) {
      lost(`${path}#/enrichment_groups/${index}`)
    } else addGroup(draft, entity, name, values, fields)
  })

  function each (list: string, take: (row: Fields, source: string) => void): void {
    listOf(json[list]).forEach((row, index) => { take(fieldsOf(row), `${path}#/${list}/${index}`) })
  }

  function entityAt (index: unknown): DraftEntity | undefined {
    return draft.entities.get(at(entities, index) ?? '')
  }

  function lost (source: string): void {
    draft.report.lost(source, 'an enrichment leads to no entity, key, group or value: left out, add it by hand')
  }
}

/** Enrichments of the other form of a dataset, which stand inside each entity. */
export function readInnerEnrichments (
  enrichments: unknown, entity: DraftEntity, name: string, source: string, draft: BotDraft
): void {
  const { enrichment_pair_keys: keys, enrichment_groups: groups } = fieldsOf(enrichments)
  for (const [key, value] of Object.entries(fieldsOf(keys))) {
    const written = isObject(value) ? [value.default, value.default_value, value.value] : [value]
    const standard = written.find(value => value !== undefined && value !== null && value !== '')
    if (standard !== undefined) entity.enrichment = { ...entity.enrichment, [key]: valueOf({ value: standard }) }
  }
  for (const value of listOf(groups)) {
    const group = fieldsOf(value)
    const values = listOf(group.values ?? group.entity_group_values)
      .map(value => textOf(value) ?? firstText(fieldsOf(value), 'value', 'name')).filter(value => value !== undefined)
    const pairs = group.enrichment_pair_values ?? group.enrichments ?? group.pairs
    const read = listOf(pairs).map(fieldsOf).map(pair => [firstText(pair, 'key', 'name'), valueOf(pair)] as const)
    const fields = Array.isArray(pairs)
      ? Object.fromEntries(read.filter(([key]) => key !== undefined))
      : { ...fieldsOf(pairs) }
    if (values.length === 0 || read.some(([key]) => key === undefined)) {
      draft.report.lost(source, values.length === 0
        ? `an enrichment group of ${name} cannot be read: left out`
        : `a field of an enrichment group of ${name} has no key: left out`, `/entities${appendPointerStep(name)}`)
    }
    addGroup(draft, entity, firstText(group, 'name', 'slug'), values, fields)
  }
}

/**
 * A group whose name is one of its values is that value with synonyms; the values of another group share its fields.
 * Values keep the languages that they have.
 */
function addGroup (draft: BotDraft, entity: DraftEntity, name: string
  | undefined, values: readonly string[], fields: Record<string, unknown>): void {
  const hasFields = Object.keys(fields).length > 0
  const languages = [...entity.values.keys()]
  const isNamed = name !== undefined && values.some(value => value.toLowerCase() === name.toLowerCase())
  for (const value of values) {
    const known = languages.filter(language => entity.values.get(language)?.has(value.toLowerCase()) === true)
    for (const language of known.length === 0 ? [''] : known) {
      const main = isNamed ? entity.values.get(language)?.get(name.toLowerCase()) : undefined
      if (main !== undefined && value.toLowerCase() !== name?.toLowerCase()) {
        entity.values.get(language)?.delete(value.toLowerCase())
        main.synonyms.push(value)
      } else {
        const added = addValue(draft, entity, language, value)
        if (hasFields) added.enrichment = { ...added.enrichment, ...fields }
      }
    }
  }
}

/** The value of a row: JSON where it is some, or else its text. */
function valueOf (row: Fields): unknown {
  const value = row.value ?? row.values ?? null
  return typeof value === 'string' ? jsonOrText(value) : value
}

function jsonOrText (text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text
  return innerJson(text) ?? text
}

/** The item of a list that an index leads to. */
function at<T> (list: readonly T[], index: unknown): T | undefined {
  return typeof index === 'number' ? list[index] : undefined
}
