import { appendPointerStep } from '../shared/json/json-pointer.ts'

/** Something that JSON cannot hold, and where it is. */
export interface NonSerializable { path: string, why: string }

/** Finds what JSON.stringify would refuse, or would write as something else without a word. */
export function findNonSerializable (value: unknown, levels: number): NonSerializable | undefined {
  if (typeof value === 'string') return undefined
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path: '', why: `is ${value}, which JSON writes as null` }
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    return { path: '', why: `is a ${typeof value}` }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return { path: '', why: 'is nested too deeply, or holds itself' }
  if (Array.isArray(value)) return inList(value, levels - 1)
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? inObject(value, levels - 1)
    : inInstance(value, levels - 1)
}

function inList (list: unknown[], levels: number): NonSerializable | undefined {
  for (let index = 0; index < list.length; index++) {
    const found = findNonSerializable(list[index], levels)
    if (found !== undefined) return { path: appendPointerStep(index) + found.path, why: found.why }
  }
}

function inObject (object: object, levels: number): NonSerializable | undefined {
  for (const key in object) {
    const found = findNonSerializable((object as Record<string, unknown>)[key], levels)
    if (found !== undefined) return { path: appendPointerStep(key) + found.path, why: found.why }
  }
}

function inInstance (instance: object, levels: number): NonSerializable | undefined {
  if ('toJSON' in instance) return undefined // says itself what is written
  if (instance instanceof Map || instance instanceof Set) {
    return { path: '', why: 'is a Map or a Set, which JSON writes as {}' }
  }
  return inObject(instance, levels)
}
