import type { BotFile, BotSkill } from '../bot-file/schema.ts'
import type { ImportReport } from './report.ts'

export interface DraftIntent {
  description?: string
  /** Percent. */
  strictness?: number
  /** By language, each sentence once. */
  readonly expressions: Map<string, Set<string>>
}

export interface DraftValue {
  readonly value: string
  readonly synonyms: string[]
  enrichment?: Record<string, unknown>
}

export interface DraftEntity {
  kind: 'restricted' | 'free' | 'regex'
  description?: string
  /** Percent. */
  strictness?: number
  regex?: string
  flags?: string
  of?: string
  /** Whether the input says which words stand around it: then tags teach none. */
  contextIsKnown?: boolean
  enrichment?: Record<string, unknown>
  /** By language, then by the value in lower case; the empty language holds values of all languages. */
  readonly values: Map<string, Map<string, DraftValue>>
  readonly after: Set<string>
  readonly before: Set<string>
}

/** A bot file in the making. */
export interface BotDraft {
  name: string | undefined
  /** The default language first, once it is known. */
  readonly languages: Set<string>
  /** Percent. */
  strictness: number | undefined
  /** Percent, of restricted entities without their own. */
  restrictedStrictness: number | undefined
  /** Percent, of free entities without their own. */
  freeStrictness: number | undefined
  /** Values that the input lists, without those that were learned from tags. */
  listedValues: number
  readonly intents: Map<string, DraftIntent>
  readonly entities: Map<string, DraftEntity>
  readonly skills: Map<string, BotSkill>
  fallback: string | undefined
  disambiguation: string | undefined
  initialize: string | undefined
  webhook: NonNullable<BotFile['webhook']> | undefined
  /** Words that the input tags with gold entities, by entity. */
  readonly goldWords: Map<string, Set<string>>
  /** Where in the input a skill comes from, by its JSON pointer. */
  readonly origins: Map<string, string>
  /** What needs a hand, by JSON pointer. */
  readonly comments: Map<string, string>
  readonly report: ImportReport
  /** The language of what does not say its own. */
  readonly defaultLanguage: string
}

export function createDraft (report: ImportReport, defaultLanguage: string): BotDraft {
  return {
    name: undefined,
    languages: new Set(),
    strictness: undefined,
    restrictedStrictness: undefined,
    freeStrictness: undefined,
    listedValues: 0,
    intents: new Map(),
    entities: new Map(),
    skills: new Map(),
    fallback: undefined,
    disambiguation: undefined,
    initialize: undefined,
    webhook: undefined,
    goldWords: new Map(),
    origins: new Map(),
    comments: new Map(),
    report,
    defaultLanguage
  }
}

export function intentIn (draft: BotDraft, slug: string): DraftIntent {
  return getOrAdd(draft.intents, slug, () => ({ expressions: new Map() }))
}

export function entityIn (draft: BotDraft, name: string, kind: DraftEntity['kind']): DraftEntity {
  return getOrAdd(draft.entities, name, () => ({ kind, values: new Map(), after: new Set(), before: new Set() }))
}

/** Adds a remark for a person, one a line. @param pointer to what it is about */
export function addComment (draft: BotDraft, pointer: string, text: string): void {
  draft.comments.set(pointer, [draft.comments.get(pointer), ` ${text.replace(/\s+/g, ' ')}`]
    .filter(line => line !== undefined).join('\n'))
}

/** Adds an expression; the same one twice is one. */
export function addExpression (draft: BotDraft, intent: DraftIntent, language: string, sentence: string): void {
  draft.languages.add(language)
  getOrAdd(intent.expressions, language, () => new Set()).add(sentence)
}

/** Adds a value of an entity, or finds it. @param language empty for all languages */
export function addValue (draft: BotDraft, entity: DraftEntity, language: string, value: string): DraftValue {
  if (language !== '') draft.languages.add(language)
  return getOrAdd(getOrAdd(entity.values, language, () => new Map()), value.toLowerCase(),
    () => ({ value, synonyms: [] }))
}

/** Adds a value that the input lists. */
export function addListedValue (draft: BotDraft, entity: DraftEntity, language: string, value: string): void {
  const before = entity.values.get(language)?.size ?? 0
  addValue(draft, entity, language, value)
  if (entity.values.get(language)?.size !== before) draft.listedValues++
}

export function getOrAdd<K, V> (map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const created = create()
  map.set(key, created)
  return created
}
