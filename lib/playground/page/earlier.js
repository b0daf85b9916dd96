import { html, nothing } from './lit/lit-html.js'

const MAX_LINES = 60

/** What a turn was before it was said again, line by line: what is gone, and what is new. */
export function drawEarlier ({ earlier, replies, memory, skill }) {
  if (earlier === undefined) return nothing
  const parts = [
    ['skill', differences([String(earlier.skill)], [String(skill)])],
    ['replies', differences(linesOf(earlier.replies), linesOf(replies))],
    ['memory', differences(linesOf(earlier.memory), linesOf(memory))]
  ].filter(([, lines]) => lines.length > 0)
  return html`<details class="earlier"
    open><summary>Different from before: ${parts.map(([name]) => name).join(', ')}</summary>
    ${parts.map(([name, lines]) => html`<div class="diff" role="group"
      aria-label="Difference of ${name}">${lines.slice(0, MAX_LINES).map(({ gone, text }) => html`<div class=${gone
      ? 'gone'
      : 'new'}><span aria-hidden="true">${gone ? '−' : '+'}</span><span
        class="unseen">${gone ? 'before: ' : 'now: '}</span> <code>${text}</code></div>`)}</div>`)}
  </details>`
}

function linesOf (value) {
  return JSON.stringify(value, null, 1).split('\n').map(line => line.trim()).filter(line => !/^[[\]{}],?$/.test(line))
}

/** Lines of one side only, by the longest common part; long texts are compared as sets of lines. */
function differences (before, now) {
  if (before.length * now.length > 250_000) {
    return [...before.filter(text => !now.includes(text)).map(text => ({ gone: true, text })), ...now.filter(text =>
      !before.includes(text)).map(text => ({ gone: false, text }))]
  }
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(now.length + 1))
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      common[a][b] = before[a] === now[b] ? common[a + 1][b + 1] + 1 : Math.max(common[a + 1][b], common[a][b + 1])
    }
  }
  const found = []
  for (let a = 0, b = 0; a < before.length || b < now.length;) {
    if (a < before.length && b < now.length && before[a] === now[b]) {
      a++
      b++
    } else if (b === now.length || (a < before.length && common[a + 1][b] >= common[a][b + 1])) {
      found.push({ gone: true, text: before[a++] })
    } else {
      found.push({ gone: false, text: now[b++] })
    }
  }
  return found
}
