import type { Entity } from '../../schemas/nlp.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import { isObject } from '../replies/kind.ts'
import { parseJsonOrUndefined } from '../shared/json/json-or-undefined.ts'
import { UsageError } from './usage-error.ts'

/**
 * Entities from words such as `location=Paris` and `location="New York"`, or from JSON such as
 * `location={"raw":"Paris","lat":48.86}`; several of one name are a list.
 */
export function readEntities (given: readonly string[]): NonNullable<NluOverride['entities']> {
  const entities = new Map<string, Array<string | Partial<Entity>>>()
  for (const word of given) {
    const [, name = '', written = ''] = /^([^=\s]+)=(.+)$/s.exec(word) ?? []
    if (name === '') throw new UsageError(`an entity is given as name=words, not as \`${word}\``)
    entities.set(name, [...entities.get(name) ?? [], ...valuesOf(name, written)])
  }
  return Object.fromEntries(entities)
}

function valuesOf (name: string, written: string): Array<string | Partial<Entity>> {
  if (!/^[[{]/.test(written)) return [written.replace(/^"(.+?)"?$/s, '$1').replace(/"$/, '')]
  const list = [parseJsonOrUndefined(written)].flat()
  if (list.every(isObject)) return list
  throw new UsageError(`the JSON of the entity ${name} must be an object or a list of objects`)
}
