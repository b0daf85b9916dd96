import { goldEntities } from '../../../schemas/gold-entities.ts'
import { matchPattern } from '../match-pattern.ts'
import type { BotEntity, BotFile } from '../bot-file/schema.ts'
import type { Located } from './gold.ts'
import { ValueIndex, valuesOf, type ValueMatch } from './value-index.ts'
import { isInsideWord, wordKeys, wordsIn, type Word } from './words.ts'

type Entities = NonNullable<BotFile['entities']>

/** Finds the entities of a bot in a sentence. */
export type FindCustom = (source: string, gold: readonly Located[]) => Located[]

const MAX_FREE_WORDS = 5
// How sure a free entity is that is known by the words around it alone: on both sides, or on one.
const BOTH_SIDES = 0.8
const ONE_SIDE = 0.6

/** @param language of the sentence: values may be by language */
export function createFinder (entities: Entities, language: string): FindCustom {
  const index = new ValueIndex(entities, language)
  const enrichments = new Map(Object.entries(entities).map(([name, entity]) => [name, enrichmentOf(entity, language)]))
  const patterns = Object.entries(entities).filter(([, { regex }]) => regex !== undefined)
    .map(([name, { regex, flags = '' }]) => ({ name, pattern: new RegExp(regex as string, `g${flags}`) }))
  const free = Object.entries(entities).filter(([, { free }]) => free === true)
    .map(([name, entity]) => ({ name, ...contextOf(entity) }))
  const roles = Object.entries(entities).filter(([, { of }]) => of !== undefined)
    .map(([name, entity]) => ({ name, of: entity.of as string, ...contextOf(entity) }))

  return (source, gold) => {
    const words = wordsIn(source)
    const listed = index.find(words).map(match => fromValue(match, source))
    const matched = patterns.flatMap(({ name, pattern }) =>
      matchesOf(pattern, source).map(({ raw, start }) => located(name, raw, raw, 1, start, start + raw.length - 1)))
    const others = [...listed, ...matched]
    const guessed = free.flatMap(entity => guess(entity, source, words).filter(({ start, end }) =>
      !others.some(other => other.start <= end && other.end >= start)))
    const found = [...others, ...guessed]
    return [...found, ...roles.flatMap(role => playing(role, [...found, ...gold], words))]
  }

  function fromValue ({ name, value, accuracy, start, end }: ValueMatch, source: string): Located {
    return located(name, value, source.slice(start, end + 1), rounded(accuracy), start, end)
  }

  function located (name: string, value: string, raw: string, confidence: number, start: number, end: number): Located {
    return {
      name,
      start,
      end,
      entity: {
        ...(!Object.hasOwn(goldEntities, name) && { value }), raw, confidence, ...enrichments.get(name)?.(value)
      }
    }
  }

  /** Words between those that stand before and behind a free entity. */
  function guess ({
    name, after, before, strictness
  }: Context & { name: string }, source: string, words: readonly Word[]): Located[] {
    const found: Located[] = []
    for (let first = 0; first < words.length; first++) {
      if (after.length > 0
        ? !after.some(keys => endsWith(words, first, keys))
        : before.length === 0 ||
        !before.some(keys => beginsWith(words, first + 1, keys))) continue
      let last = first
      while (after.length > 0 && last + 1 < words.length && last - first + 1 < MAX_FREE_WORDS &&
        !isBreak(source, words, last) && !before.some(keys => beginsWith(words, last + 1, keys))) last++
      const confidence = after.length > 0 && before.some(keys => beginsWith(words, last + 1, keys))
        ? BOTH_SIDES
        : ONE_SIDE
      if (confidence * 100 < strictness) continue
      const [{ start }, { end }] = [words[first] as Word, words[last] as Word]
      found.push(located(name, source.slice(start, end + 1), source.slice(start, end + 1), confidence, start, end))
      first = last
    }
    return found
  }

  /** A role is what another entity has found, where the words around it fit. */
  function playing ({
    name, of, after, before
  }: Context & { name: string, of: string }, found: readonly Located[], words: readonly Word[]): Located[] {
    return found.filter(one => one.name === of).filter(({ start, end }) => {
      const first = words.findIndex(word => word.start >= start)
      const next = words.findIndex(word => word.start > end)
      return (after.length === 0 && before.length === 0) || after.some(keys => endsWith(words, first, keys)) ||
        (next !== -1 && before.some(keys => beginsWith(words, next, keys)))
    }).map(one => ({ ...one, name }))
  }
}

interface Context {
  readonly after: readonly string[][]
  readonly before: readonly string[][]
  /** Percent. */
  readonly strictness: number
}

function contextOf ({ after = [], before = [], strictness = 0 }: BotEntity): Context {
  const keysOf = (texts: readonly string[]) => texts.map(wordKeys).filter(keys => keys.length > 0)
  return { after: keysOf(after), before: keysOf(before), strictness }
}

function endsWith (words: readonly Word[], end: number, keys: readonly string[]): boolean {
  return end >= keys.length && keys.every((key, index) => words[end - keys.length + index]?.key === key)
}

function beginsWith (words: readonly Word[], start: number, keys: readonly string[]): boolean {
  return keys.every((key, index) => words[start + index]?.key === key)
}

/** Whether a sentence or a part of it ends behind a word. */
function isBreak (source: string, words: readonly Word[], index: number): boolean {
  return /[.,;:!?\n]/.test(source.slice((words[index] as Word).end + 1, words[index + 1]?.start))
}

/** What a regular expression matches, whole words only. */
function matchesOf (pattern: RegExp, source: string): Array<{ raw: string, start: number }> {
  return matchPattern(pattern, source).map(([raw, start]) => ({ raw, start }))
    .filter(({ raw, start }) => raw !== '' && !isInsideWord(source, start) && !isInsideWord(source, start + raw.length))
}

export function rounded (score: number): number {
  return Math.round(score * 100) / 100
}

/**
 * Fields of a value. As on the platform, one without a field that others of its list have has null there, unless the
 * entity has it.
 */
function enrichmentOf (entity: BotEntity, language: string): (value: string) => Record<string, unknown> {
  const all = valuesOf(entity, language)
  const nulls = Object.fromEntries(all.flatMap(({ enrichment = {} }) => Object.keys(enrichment)).map(key =>
    [key, null]))
  const own = new Map(all.map(({ value, enrichment }) => [value, enrichment]))
  return value => structuredClone({ ...nulls, ...entity.enrichment, ...own.get(value) })
}
