export function median (values) {
  const sorted = ascending(values)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

/** The nearest-rank percentile. */
export function percentile (values, percent) {
  return ascending(values)[Math.ceil(values.length * percent / 100) - 1]
}

function ascending (values) {
  return values.toSorted((a, b) => a - b)
}
