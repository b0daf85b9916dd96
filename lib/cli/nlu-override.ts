import type { Entity } from '../../schemas/nlp.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import { isObject } from '../replies/kind.ts'
import { parseJsonOrUndefined } from '../shared/json/json-or-undefined.ts'
import { UsageError } from './usage-error.ts'

/**
 * Entities from words such as `location=Paris` and `location="New York"`, or with all fields as JSON,
 * `location={"raw":"Paris","lat":48.85}`; several of one name are a list.
 */
export function readEntities (given: readonly string[]): NonNullable<NluOverride['entities']> {
  const entities = new Map<string, Array<string | Partial<Entity>>>()
  for (const word of given) {
    const [, name = '', raw = ''] = /^([^=\s]+)="?(.+?)"?$/s.exec(word) ?? []
    if (name === '') throw new UsageError(`an entity is given as name=words, not as \`${word}\``)
    entities.set(name, [...entities.get(name) ?? [], ...valuesOf(name, raw)])
  }
  return Object.fromEntries(entities)
}

function valuesOf (name: string, raw: string): Array<string | Partial<Entity>> {
  if (!/^[{[]/.test(raw)) return [raw]
  const values = [parseJsonOrUndefined(raw)].flat()
  if (values.length === 0 || !values.every(isObject)) {
    throw new UsageError(`the entity ${name} looks like JSON, and is no object and no list of objects`)
  }
  return values as Array<Partial<Entity>>
}
