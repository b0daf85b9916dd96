// One picture of all: the servers as bars, and below them how the cost of a call grows. It has a ground of its own, and
// the colours of the reader's light or dark scheme.

const WIDTH = 860
const BAR = 20 // height of a bar, with the gap below it
const LABELS = 240 // width of the names
const PANEL = { width: 400, height: 210, left: 48, top: 34, right: 16, bottom: 36 }
const growths = ['memory', 'skills', 'replies', 'connections']

const STYLE = `
  .ground { fill: #ffffff } .ink { fill: #1f2328 } .quiet { fill: #59636e } .axis { stroke: #d1d9e0 }
  .plugin { fill: #0969da } .other { fill: #9aa4ae } .line-plugin { stroke: #0969da } .line-other { stroke: #9aa4ae }
  text { font: 12px system-ui, sans-serif } .title { font-weight: 600 } polyline { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .ink { fill: #f0f6fc } .quiet { fill: #9198a1 } .axis { stroke: #3d444d }
    .plugin { fill: #4493f8 } .other { fill: #656c76 } .line-plugin { stroke: #4493f8 } .line-other { stroke: #656c76 }
  }`

/** The results as SVG. */
export function plot (results) {
  const bars = barsOf(results.servers.rows)
  const top = 60 + BAR * results.servers.rows.length
  const panels = growths.map((name, index) => at(16 + (index % 2) * (PANEL.width + 20),
    top + Math.floor(index / 2) * (PANEL.height + 20), panelOf(results[name])))
  const height = top + 2 * (PANEL.height + 20)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}"
  width="${WIDTH}" height="${height}" role="img">
<title>CPU time for each request, server by server, and how it grows</title>
<style>${STYLE}
</style>
<rect class="ground" width="100%" height="100%" rx="6"/>
${at(16, 16, bars)}
${panels.join('\n')}
</svg>
`
}

function barsOf (rows) {
  const most = Math.max(...rows.map(({ cpu }) => cpu))
  const room = WIDTH - LABELS - 120
  return text(0, 14, 'CPU time for each request, µs', 'title ink') + rows.map(({ label, cpu }, index) => {
    const y = 28 + index * BAR
    const width = Math.max(1, cpu / most * room)
    return `${text(LABELS - 8, y + 12, label, 'ink', 'end')}<rect class="${kindOf(label)}" x="${LABELS}" y="${y}" ` +
      `width="${round(width)}" height="${BAR - 6}" rx="2"/>` +
      text(LABELS + width + 6, y + 12, cpu.toFixed(0), 'quiet')
  }).join('\n')
}

/** A chart with two logarithmic axes, on which a cost in line with the size is a straight line. */
function panelOf ({ rows, unit }) {
  const { width, height, left, top, right, bottom } = PANEL
  const xs = rows.map(({ x }) => x)
  const cpus = rows.map(({ cpu }) => cpu)
  const [fewest, most] = [Math.min(...xs), Math.max(...xs)]
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...cpus))), 10 ** Math.ceil(Math.log10(Math.max(...cpus)))]
  const across = x => left + (width - left - right) * Math.log(x / fewest) / Math.log(most / fewest)
  const down = cpu => height - bottom - (height - top - bottom) * Math.log(cpu / low) / Math.log(high / low)

  const levels = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, power) => low * 10 ** power)
  const grid = levels.map(level => `<line class="axis" x1="${left}" x2="${width - right}" y1="${round(down(level))}" ` +
    `y2="${round(down(level))}"/>${text(left - 6, down(level) + 4, level, 'quiet', 'end')}`)
  const ticks = [...new Set(xs)].map(x => text(across(x), height - bottom + 18, x, 'quiet', 'middle'))
  const series = seriesOf(rows)
  const place = ({ x, cpu }) => `${round(across(x))},${round(down(cpu))}`
  const lines = [...series].map(([kind, points]) =>
    `<polyline class="line-${kind}" points="${points.map(place).join(' ')}"/>` +
    points.map(({ x, cpu }) => `<circle class="${kind}" cx="${round(across(x))}" cy="${round(down(cpu))}" r="3"/>`)
      .join(''))
  const names = [...series.keys()].map(kind => kind === 'plugin' ? 'this plugin' : 'grey: bare Fastify').join(', ')
  return [text(0, 14, `µs by ${unit} (${names})`, 'title ink'), ...grid, ...ticks, ...lines].join('\n')
}

function seriesOf (rows) {
  const kinds = new Set(rows.map(({ label }) => kindOf(label)))
  return new Map([...kinds].map(kind => [kind, rows.filter(({ label }) => kindOf(label) === kind)]))
}

function kindOf (label) {
  return label.startsWith('this plugin') ? 'plugin' : 'other'
}

function at (x, y, content) {
  return `<g transform="translate(${x} ${y})">\n${content}\n</g>`
}

function text (x, y, words, style, anchor = 'start') {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" ` +
    `text-anchor="${anchor}">${String(words).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
}

function round (number) {
  return Math.round(number * 10) / 10
}
