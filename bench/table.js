/** Rows as a Markdown table that can be read as it is; the first row is the head, the first column holds words. */
export function table (rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)))
  const [head, ...others] = rows.map(([label, ...cells]) =>
    line([label.padEnd(widths[0]), ...cells.map((cell, index) => cell.padStart(widths[index + 1]))]))
  return [
    head, line(widths.map((width, column) => column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)), ...others
  ].join('\n')
}

/** What an experiment came to. */
export function figures (ratio, unit, summaries) {
  return table([
    ['server', 'CPU µs', 'min', 'max', ratio, 'user only', ...(unit === 'KiB'
      ? ['CPU µs/KiB']
      : []), 'p50 ms', 'p99 ms', 'p99 ratio'],
    ...summaries.map(({ label, x, cpu, min, max, ratio, userRatio, p50, p99, p99Ratio }) => [
      label, cpu.toFixed(1), min.toFixed(1), max.toFixed(1), ratio.toFixed(2), userRatio.toFixed(2),
      ...(unit === 'KiB' ? [(cpu / x).toFixed(1)] : []), p50.toFixed(2), p99.toFixed(2), p99Ratio.toFixed(2)
    ])
  ])
}

function line (cells) {
  return `| ${cells.join(' | ')} |`
}
