/** The nearest-rank percentile; NaN of no values. */
export function percentile (values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * percent / 100) - 1)] ?? NaN
}

/** How often each of them is there, the most frequent first. */
export function tally (values: ReadonlyArray<string | number>): string {
  const counts = new Map<string | number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => `${value} × ${count}`).join(', ') || 'none'
}

export function megabytes (bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
