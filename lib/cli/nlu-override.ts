import type { NluOverride } from '../platform/engine/input.ts'
import { UsageError } from './usage-error.ts'

/** Entities from words such as `location=Paris` and `location="New York"`; several of one name are a list. */
export function readEntities (given: readonly string[]): NonNullable<NluOverride['entities']> {
  const entities = new Map<string, string[]>()
  for (const word of given) {
    const [, name = '', raw = ''] = /^([^=\s]+)="?(.+?)"?$/s.exec(word) ?? []
    if (name === '') throw new UsageError(`an entity is given as name=words, not as \`${word}\``)
    entities.set(name, [...entities.get(name) ?? [], raw])
  }
  return Object.fromEntries(entities)
}
