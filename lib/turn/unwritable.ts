import { step } from '../json-pointer.ts'

const DEEPEST = 200 // levels: far beyond what a body may hold, far below what overflows the stack

/** Where a value holds something that JSON cannot write, and what. */
export function unwritable (value: unknown, path = '', above: readonly object[] = []): { path: string, why: string } | undefined {
  if (typeof value === 'bigint') return { path, why: 'is a BigInt' }
  if (typeof value !== 'object' || value === null) return undefined
  if (above.includes(value)) return { path, why: 'leads back to an object that holds it' }
  if (above.length === DEEPEST) return { path, why: `is nested deeper than ${DEEPEST} levels` }
  for (const [key, child] of Object.entries(value)) {
    const found = unwritable(child, path + step(key), [...above, value])
    if (found !== undefined) return found
  }
}
