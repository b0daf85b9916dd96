/** Enough of a sample to compare its mean with that of another. */
export interface Moments { count: number, mean: number, variance: number }

/** The variance is that of the sample: divided by one less than its size. */
export function momentsOf (sample: Float64Array): Moments {
  const count = sample.length
  const mean = sample.reduce((sum, value) => sum + value, 0) / count
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
  return { count, mean, variance }
}

/**
 * Welch's t: how many standard errors two means are apart. Beyond 4.5 either way it is held for certain that the two
 * samples were drawn from something different; for samples of this size that happens by chance once in 100,000 times.
 */
export function welchT (a: Moments, b: Moments): number {
  if (Math.min(a.count, b.count) < 2) return 0 // too few to say anything
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count)
  return error === 0 ? 0 : (a.mean - b.mean) / error
}

/**
 * The samples without their slowest values, all cut at the same point: that below which so many percent of all values
 * are. What is beyond is the machine that did something else, and hides a small difference.
 */
export function cropped (samples: readonly Float64Array[], percent: number): Float64Array[] {
  const all = Float64Array.from(samples.flatMap(sample => [...sample])).sort()
  const limit = all[Math.ceil(all.length * percent / 100) - 1] as number
  return samples.map(sample => sample.filter(value => value <= limit))
}
