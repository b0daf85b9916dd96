import { median } from './statistics.js'

/** The samples of an experiment as aligned text. */
export function table ({ cases, ratio }, samples) {
  const sized = cases.some(({ kib }) => kib !== undefined)
  const header = ['server', 'CPU µs', 'min', 'max', ratio, 'user only', ...(sized ? ['CPU µs/KiB'] : []), 'p50 ms', 'p99 ms']
  const rows = cases.map(({ label, kib, against }, index) => {
    const own = samples[index]
    const base = samples[cases.findIndex(({ label }) => label === against)]
    const cpu = own.map(({ cpu }) => cpu)
    return [
      label,
      median(cpu).toFixed(1),
      Math.min(...cpu).toFixed(1),
      Math.max(...cpu).toFixed(1),
      median(cpu.map((value, round) => value / base[round].cpu)).toFixed(2), // within a round: what slows both cancels out
      median(own.map(({ user }, round) => user / base[round].user)).toFixed(2),
      ...(sized ? [(median(cpu) / kib).toFixed(1)] : []),
      median(own.map(({ p50 }) => p50)).toFixed(2),
      median(own.map(({ p99 }) => p99)).toFixed(2)
    ]
  })
  return align([header, ...rows])
}

function align (rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)))
  return rows.map(([label, ...cells]) => [
    label.padEnd(widths[0]), ...cells.map((cell, index) => cell.padStart(widths[index + 1]))
  ].join('  ')).join('\n')
}
