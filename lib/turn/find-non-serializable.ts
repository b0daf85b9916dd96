import { appendPointerStep } from '../shared/json/json-pointer.ts'

/** Something that JSON cannot hold, and where it is. */
export interface NonSerializable { path: string, why: string }

const TOO_DEEP = 'is nested too deeply'

/** Finds what JSON.stringify would refuse, or would write as something else without a word. */
export function findNonSerializable (value: unknown, levels: number): NonSerializable | undefined {
  const found = find(value, levels)
  return found?.why === TOO_DEEP ? find(value, levels, []) : found // only what is too deep may be a circle
}

/** @param around what holds the value, to tell a circle by its key */
function find (value: unknown, levels: number, around?: readonly object[]): NonSerializable | undefined {
  if (typeof value === 'string') return undefined
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path: '', why: `is ${value}, which JSON writes as null` }
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    return { path: '', why: `is a ${typeof value}` }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (around?.includes(value) === true) return { path: '', why: 'is something that holds it: a circle has no end' }
  if (levels === 0) return { path: '', why: TOO_DEEP }
  const within = around && [...around, value]
  if (Array.isArray(value)) return inList(value, levels - 1, within)
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? inObject(value, levels - 1, within)
    : inInstance(value, levels - 1, within)
}

function inList (list: unknown[], levels: number, around?: readonly object[]): NonSerializable | undefined {
  for (let index = 0; index < list.length; index++) {
    const found = find(list[index], levels, around)
    if (found !== undefined) return { path: appendPointerStep(index) + found.path, why: found.why }
  }
}

function inObject (object: object, levels: number, around?: readonly object[]): NonSerializable | undefined {
  for (const key in object) {
    const found = find((object as Record<string, unknown>)[key], levels, around)
    if (found !== undefined) return { path: appendPointerStep(key) + found.path, why: found.why }
  }
}

function inInstance (instance: object, levels: number, around?: readonly object[]): NonSerializable | undefined {
  if ('toJSON' in instance) return undefined // says itself what is written
  if (instance instanceof Map || instance instanceof Set) {
    return { path: '', why: 'is a Map or a Set, which JSON writes as {}' }
  }
  return inObject(instance, levels, around)
}
