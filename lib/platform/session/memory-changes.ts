import { isDeepStrictEqual } from 'node:util'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { isObject } from '../../replies/kind.ts'

/** The difference between two memories, each place by its JSON pointer. */
export interface MemoryChanges {
  readonly added: Readonly<Record<string, unknown>>
  readonly removed: Readonly<Record<string, unknown>>
  readonly changed: Readonly<Record<string, { readonly from: unknown, readonly to: unknown }>>
}

/**
 * Goes into objects, where it names the deepest place that differs; a list counts as one value.
 *
 * @example
 * memoryChanges({ city: 'Paris' }, { city: 'Lyon' })
 */
export function memoryChanges (before: Readonly<Record<
  string, unknown
>>, after: Readonly<Record<string, unknown>>): MemoryChanges {
  const added: Record<string, unknown> = {}
  const removed: Record<string, unknown> = {}
  const changed: Record<string, { from: unknown, to: unknown }> = {}
  compare(before, after, '')
  return { added, removed, changed }

  function compare (before: Readonly<Record<
    string, unknown
  >>, after: Readonly<Record<string, unknown>>, path: string): void {
    for (const [key, from] of Object.entries(before)) {
      const place = path + appendPointerStep(key)
      const to = Object.hasOwn(after, key) ? after[key] : undefined
      if (to === undefined) removed[place] = from
      else if (isObject(from) && isObject(to)) compare(from, to, place)
      else if (!isDeepStrictEqual(from, to)) changed[place] = { from, to }
    }
    for (const [key, to] of Object.entries(after)) {
      if (!Object.hasOwn(before, key)) {
        added[path +
      appendPointerStep(key)] = to
      }
    }
  }
}
