/** Whether a value is an object with fields, not a list. */
export function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a field has no value: on the wire null says the same as leaving it out. */
export function isMissing (value: unknown): value is undefined | null {
  return value === undefined || value === null
}

/** What a value is, in words. */
export function describeType (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : typeof value
}
