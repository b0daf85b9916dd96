import { html, nothing } from './lit/lit-html.js'

/** How long turns take: half of them at most that long, and the skill that takes longest. */
export function times (turns) {
  if (turns.length < 2) return nothing
  const bySkill = Map.groupBy(turns, ({ skill }) => skill ?? 'no skill')
  const [slowest] = [...bySkill].map(([skill, its]) => ({ skill, ms: median(its), count: its.length })).sort(
    (one, other) => other.ms - one.ms)
  return html`<p class="times quiet">p50 ${median(turns)} ms${bySkill.size < 2
    ? nothing
    : html`, slowest skill ${slowest.skill} with p50 ${slowest.ms} ms in ${slowest.count} ${slowest.count === 1
      ? 'turn'
      : 'turns'}`}</p>`
}

function median (turns) {
  const sorted = turns.map(({ ms }) => ms).sort((one, other) => one - other)
  return sorted[Math.ceil(sorted.length / 2) - 1]
}
