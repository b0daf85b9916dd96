import { goldEntities } from '../../../schemas/gold-entities.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { Located } from './gold.ts'
import type { Understanding } from './library.ts'

type Entities = NonNullable<BotFile['entities']>

/** Lists of words, in the form that the library takes. */
export function wordLists (entities: Entities): Array<{ name: string, option: string, texts: readonly string[] }> {
  return Object.entries(entities).flatMap(([name, { values = [] }]) => values.map(value => typeof value === 'string'
    ? { name, option: value, texts: [value] }
    : { name, option: value.value, texts: [value.value, ...value.synonyms ?? []] }))
}

/** The words of the bot's lists that the library has found, with their enrichment. */
export function listed (entities: Entities, found: Understanding['entities'], source: string): Located[] {
  return found.filter(({ type, entity }) => type === 'enum' && Object.hasOwn(entities, entity)).map(({ entity: name, option, accuracy, start, end, utteranceText }) => {
    const raw = start < 0 ? utteranceText : source.slice(start, end + 1) // a word that its tokenizer made, as not of don't, has no place
    return { name, start, end, entity: { ...valueOf(name, option), raw, confidence: rounded(accuracy), ...enrichment(entities, name, option) } }
  })
}

/** What the bot's regular expressions match. The library would never end where one matches nothing. */
export function matched (entities: Entities, source: string): Located[] {
  return Object.entries(entities).flatMap(([name, { regex }]) => regex === undefined
    ? []
    : [...source.matchAll(new RegExp(regex, 'gi'))].filter(([raw]) => raw !== '').map(({ 0: raw, index }) => (
        { name, start: index, end: index + raw.length - 1, entity: { ...valueOf(name, raw), raw, confidence: 1 } })))
}

export function rounded (score: number): number {
  return Math.round(score * 100) / 100
}

/** Gold entities have no value. */
function valueOf (name: string, value: string): { value?: string } {
  return Object.hasOwn(goldEntities, name) ? {} : { value }
}

/** As on the platform, a value without a field that others of its list have has null there. */
function enrichment (entities: Entities, name: string, option: string): Record<string, unknown> {
  const all = (entities[name]?.values as NonNullable<Entities[string]['values']>).map(value => typeof value === 'string' ? { value } : value)
  const keys = all.flatMap(({ enrichment = {} }) => Object.keys(enrichment))
  const own = all.find(({ value }) => value === option)?.enrichment ?? {}
  return { ...Object.fromEntries(keys.map(key => [key, null])), ...structuredClone(own) }
}
