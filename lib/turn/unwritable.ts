import { step } from '../json-pointer.ts'

/** Something that JSON cannot hold, and where it is. */
export interface Unwritable { path: string, why: string }

/** Finds what JSON.stringify would refuse, or would write as something else without a word. */
export function unwritable (value: unknown, levels: number): Unwritable | undefined {
  if (typeof value === 'object') return value === null ? undefined : unwritableIn(value, levels)
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path: '', why: `is ${value}, which JSON writes as null` }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return { path: '', why: `is a ${typeof value}` }
}

function unwritableIn (holder: object, levels: number): Unwritable | undefined {
  if (levels === 0) return { path: '', why: 'is nested too deeply, or holds itself' }
  if ('toJSON' in holder) return undefined // says itself what is written
  if (holder instanceof Map || holder instanceof Set) return { path: '', why: 'is a Map or a Set, which JSON writes as {}' }
  for (const key in holder) {
    const found = unwritable((holder as Record<string, unknown>)[key], levels - 1)
    if (found !== undefined) return { path: step(key) + found.path, why: found.why }
  }
}
