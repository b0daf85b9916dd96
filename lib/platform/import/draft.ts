import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotSkill } from '../bot-file/schema.ts'
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
  /** Whether the input says its kind; a tag alone does not. */
  isDeclared: boolean
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
  description: string | undefined
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
  /** Expressions and values that the input has more than once, each time but the first. */
  repeats: number
  readonly intents: Map<string, DraftIntent>
  readonly entities: Map<string, DraftEntity>
  readonly skills: Map<string, BotSkill>
  fallback: string | undefined
  disambiguation: string | undefined
  initialize: string | undefined
  /** Words that the input tags with gold entities, by entity. */
  readonly goldWords: Map<string, Set<string>>
  /** Where in the input a skill comes from, by its JSON pointer. */
  readonly origins: Map<string, string>
  /** What needs a hand, by JSON pointer. */
  readonly comments: Map<string, string>
  readonly report: ImportReport
  /** The language that was asked for, if any. */
  readonly givenLanguage: string | undefined
}

export function createDraft (report: ImportReport, givenLanguage: string | undefined): BotDraft {
  return {
    name: undefined,
    description: undefined,
    languages: new Set(),
    strictness: undefined,
    restrictedStrictness: undefined,
    freeStrictness: undefined,
    listedValues: 0,
    repeats: 0,
    intents: new Map(),
    entities: new Map(),
    skills: new Map(),
    fallback: undefined,
    disambiguation: undefined,
    initialize: undefined,
    goldWords: new Map(),
    origins: new Map(),
    comments: new Map(),
    report,
    givenLanguage
  }
}

export function intentIn (draft: BotDraft, slug: string): DraftIntent {
  return getOrAdd(draft.intents, slug, () => ({ expressions: new Map() }))
}

/** An entity that expressions are tagged with or that has values, of this kind unless it is declared as another. */
export function entityIn (draft: BotDraft, name: string, kind: DraftEntity['kind']): DraftEntity {
  return getOrAdd(draft.entities, name,
    () => ({ kind, isDeclared: false, values: new Map(), after: new Set(), before: new Set() }))
}

/** An entity that the input declares. One that is declared twice keeps its first kind, which is reported. */
export function declareEntity (
  draft: BotDraft, name: string, kind: DraftEntity['kind'], source: string
): DraftEntity {
  const entity = entityIn(draft, name, kind)
  if (entity.isDeclared && entity.kind !== kind) {
    draft.report.changed(source, `entity ${name} is there twice: it stays ${entity.kind}, and is not ${kind}`,
      `/entities${appendPointerStep(name)}`)
  } else entity.kind = kind
  entity.isDeclared = true
  return entity
}

/** Adds a remark for a person, one a line. @param pointer to what it is about */
export function addComment (draft: BotDraft, pointer: string, text: string): void {
  draft.comments.set(pointer, [draft.comments.get(pointer), ` ${text.replace(/\s+/g, ' ')}`]
    .filter(line => line !== undefined).join('\n'))
}

/** Adds an expression; the same one twice is one. */
export function addExpression (draft: BotDraft, intent: DraftIntent, language: string, sentence: string): void {
  draft.languages.add(language)
  const sentences = getOrAdd(intent.expressions, language, () => new Set())
  if (sentences.has(sentence)) draft.repeats++
  sentences.add(sentence)
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
  else draft.repeats++
}

export function getOrAdd<K, V> (map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const created = create()
  map.set(key, created)
  return created
}
