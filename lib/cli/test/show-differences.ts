import type { Replay } from '../../testing/replay.ts'
import { toJson } from '../show/json.ts'
import { linesOf, type Line } from '../text/line.ts'

const MAX_LINES = 40 // of each difference

/** What became different in a conversation, turn by turn, with the reason when a turn failed. */
export function showDifferences ({ differences, steps }: Replay): Line[] {
  return differences.flatMap(({ turn, what, expected, actual }, index): Line[] => {
    const step = steps[turn - 1]
    const failed = step?.logs.some(({ level }) => level === 'error') === true && differences[index - 1]?.turn !== turn
    return [
      [{ style: 'bold', text: `  turn ${turn}, ${what}` }],
      ...changedLines(pretty(expected), pretty(actual)),
      ...(failed ? linesOf(step.why).map((text): Line => ['    ', { style: 'dim', text }]) : [])
    ]
  })
}

function pretty (value: unknown): string[] {
  return linesOf(toJson(value, 2))
}

/** The lines between what both have at their beginnings and at their ends. */
function changedLines (expected: readonly string[], actual: readonly string[]): Line[] {
  const shorter = Math.min(expected.length, actual.length)
  let head = 0
  while (head < shorter && expected[head] === actual[head]) head++
  let tail = 0
  while (tail < shorter - head && expected.at(-1 - tail) === actual.at(-1 - tail)) tail++
  const part = (lines: readonly string[]): readonly string[] =>
    lines.slice(head, lines.length - tail).slice(0, MAX_LINES)
  return [
    ...part(expected).map((text): Line => [{ style: 'red', text: `    - ${text}` }]),
    ...part(actual).map((text): Line => [{ style: 'cyan', text: `    + ${text}` }])
  ]
}
