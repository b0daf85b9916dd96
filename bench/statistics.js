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

/** The mean of the middle half: a few slow moments of the machine do not count. */
export function middleMean (values) {
  const quarter = Math.floor(values.length / 4)
  const middle = ascending(values).slice(quarter, values.length - quarter)
  return middle.reduce((sum, value) => sum + value) / middle.length
}
