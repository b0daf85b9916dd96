import { goldEntities } from '../../schemas/gold-entities.ts'
import type { EntityOf } from './turn.ts'

/** The entities of a name, as handlers see them: what the platform does not know of a gold entity is not there. */
export function findEntities<Name extends string> (all: Record<string, unknown>, name: Name): EntityOf<Name>[] {
  const found = all[name] // may be what every object has, which is no list
  if (!Array.isArray(found)) return []
  return (Object.hasOwn(goldEntities, name) ? found.map(withoutNulls) : found) as EntityOf<Name>[]
}

function withoutNulls (entity: unknown): unknown {
  if (typeof entity !== 'object' || entity === null || !Object.values(entity).includes(null)) return entity
  return Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== null))
}

/** Whether the platform found the words of an entity and nothing else of it: every other field is null. */
export function isUnresolved (all: unknown, name: string, index: number): boolean {
  const entity = (all as Record<string, unknown[]>)[name]?.[index]
  const fields = Object.entries(Object(entity)).filter(([field]) => field !== 'raw' && field !== 'confidence')
  return fields.length > 0 && fields.every(([, value]) => value === null)
}
