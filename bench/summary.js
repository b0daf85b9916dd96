import { median } from './statistics.js'

/** The figures of each case: CPU in microseconds for each request, latency in milliseconds. */
export function summarise (cases, samples) {
  return cases.map(({ label, x, against }, index) => {
    const own = samples[index]
    const base = samples[cases.findIndex(({ label }) => label === against)]
    const cpu = own.map(({ cpu }) => cpu)
    // Within a round: what slows both cancels out.
    const ratioOf = name => median(own.map((sample, round) => sample[name] / base[round][name]))
    return {
      label,
      x,
      cpu: median(cpu),
      min: Math.min(...cpu),
      max: Math.max(...cpu),
      ratio: ratioOf('cpu'),
      userRatio: ratioOf('user'),
      p50: median(own.map(({ p50 }) => p50)),
      p99: median(own.map(({ p99 }) => p99)),
      p99Ratio: ratioOf('p99')
    }
  })
}
