/**
 * A deep copy of parsed JSON. Spreading defines properties instead of assigning them, so a key named `__proto__`
 * stays a key.
 */
export function cloneJson<T> (value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(cloneJson) as T
  const copy = { ...value }
  for (const key in copy) {
    const child = copy[key]
    if (typeof child === 'object' && child !== null) copy[key] = cloneJson(child)
  }
  return copy
}
