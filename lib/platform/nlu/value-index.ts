import type { BotEntity, BotFile } from '../bot-file/schema.ts'
import { differentBits, editDistance, letterBits } from '../../shared/edit-distance.ts'
import { wordKeys, type Word } from './words.ts'

/** A value of an entity that was found in a sentence. */
export interface ValueMatch {
  readonly name: string
  /** As the bot file has it. */
  readonly value: string
  readonly accuracy: number
  readonly start: number
  /** Its last character. */
  readonly end: number
}

interface Entry {
  readonly name: string
  readonly value: string
  readonly key: string
  readonly bits: number
  /** How many letters may differ. */
  readonly tolerance: number
}

const DEFAULT_STRICTNESS = 90

/**
 * The values of all entities of a bot in one language, to be found in sentences in time that hardly grows with their
 * number.
 */
export class ValueIndex {
  readonly #exact = new Map<string, Entry[]>()
  /** Those that may be misspelt, by the length of their key. */
  readonly #tolerant = new Map<number, Entry[]>()
  #mostWords = 0
  #mostTolerance = 0

  constructor (entities: NonNullable<BotFile['entities']>, language: string) {
    for (const [name, entity] of Object.entries(entities)) {
      for (const { value, texts } of valuesOf(entity,
        language)) for (const text of texts) this.#add(name, entity, value, text)
    }
  }

  #add (name: string, { strictness = DEFAULT_STRICTNESS, free = false }: BotEntity, value: string, text: string): void {
    const words = wordKeys(text)
    const key = words.join(' ')
    if (key === '') return
    const tolerance = free ? 0 : Math.floor(key.length * (100 - strictness) / 100 + 1e-9)
    const entry = { name, value, key, bits: letterBits(key), tolerance }
    this.#exact.set(key, [...this.#exact.get(key) ?? [], entry])
    if (tolerance > 0) this.#tolerant.set(key.length, [...this.#tolerant.get(key.length) ?? [], entry])
    this.#mostWords = Math.max(this.#mostWords, words.length)
    this.#mostTolerance = Math.max(this.#mostTolerance, tolerance)
  }

  /** What stands in a sentence; of what overlaps the better and longer. */
  find (words: readonly Word[]): ValueMatch[] {
    const found: ValueMatch[] = []
    for (let first = 0; first < words.length; first++) {
      let key = ''
      for (let last = first; last < Math.min(words.length, first + this.#mostWords + 1); last++) {
        key = last === first ? (words[last] as Word).key : `${key} ${(words[last] as Word).key}`
        const [{ start }, { end }] = [words[first] as Word, words[last] as Word]
        for (const { name, value } of this.#exact.get(key) ?? []) found.push({ name, value, accuracy: 1, start, end })
        for (const match of this.#similar(key)) found.push({ ...match, start, end })
      }
    }
    return best(found)
  }

  #similar (key: string): Array<{ name: string, value: string, accuracy: number }> {
    if (this.#mostTolerance === 0) return []
    const bits = letterBits(key)
    const found = []
    for (let length = key.length - this.#mostTolerance; length <= key.length + this.#mostTolerance; length++) {
      for (const entry of this.#tolerant.get(length) ?? []) {
        if (Math.abs(length - key.length) > entry.tolerance ||
          differentBits(bits, entry.bits) > 2 * entry.tolerance) continue
        const edits = editDistance(key, entry.key, entry.tolerance)
        if (edits > 0 && edits <= entry.tolerance) {
          found.push({ name: entry.name, value: entry.value, accuracy: 1 - edits / entry.key.length })
        }
      }
    }
    return found
  }
}

/** All values of an entity in a language, each with the texts that it is recognised by. */
export function valuesOf ({
  values = []
}: BotEntity, language: string): Array<{ value: string, texts: string[], enrichment?: Record<string, unknown> }> {
  const list = Array.isArray(values)
    ? values
    : (values as Record<string, Extract<typeof values, unknown[]>>)[language] ?? []
  return list.map(value => typeof value === 'string'
    ? { value, texts: [value] }
    : {
        value: value.value,
        texts: [value.value, ...value.synonyms ?? []],
        ...(value.enrichment !== undefined && { enrichment: value.enrichment })
      })
}

/**
 * Without those that overlap a better one of their name, and those that are worse than, or inside of, one of another
 * name.
 */
function best (found: readonly ValueMatch[]): ValueMatch[] {
  const kept: ValueMatch[] = []
  for (const match of found.toSorted((a, b) =>
    b.accuracy - a.accuracy || (b.end - b.start) - (a.end - a.start) || a.start - b.start)) {
    const overlapping = kept.filter(({ start, end }) => start <= match.end && end >= match.start)
    const loses = overlapping.some(other => other.name === match.name || other.accuracy > match.accuracy ||
      (other.start <= match.start && other.end >= match.end && other.end - other.start > match.end - match.start))
    if (!loses) kept.push(match)
  }
  return kept
}
