import t from 'tap'
import type { Exchange } from '../../lib/check/runner/exchange.ts'
import type { Run } from '../../lib/check/runner/run.ts'
import { examineLeaks } from '../../lib/check/probes/examine-leaks.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'
import { hostileTexts } from '../support/hostile-texts.ts'

const found: string[] = []
const run = {
  results: { checked () {}, found: (rule: string) => { found.push(rule) } },
  settings: { credentialValues: new Set(['a-secret-of-the-call']) }
} as unknown as Run
const examine = (text: string): void => {
  examineLeaks(run, { response: { text, headers: {} } } as unknown as Exchange)
}

/** CPU time of the fastest of some runs. */
function measure (text: string): number {
  return Math.min(...[1, 2, 3].map(() => {
    const start = cpuMilliseconds()
    examine(text)
    return cpuMilliseconds() - start
  }))
}

const shapes: Readonly<Record<string, string>> = {
  ...hostileTexts,
  ...Object.fromEntries([
    'at ', 'at a(', 'at a.', 'at [', 'SELECT a ', 'SELECT *,', 'Warning: x ', 'File "a', '/tmp/a/', 'C:\\a', '#0 a'
  ].map(part => [part, part.repeat(40_000)]))
}

t.test('the work to look for leaks does not grow with the square of an answer', t => {
  const few = Object.values(shapes).map(text => measure(text.slice(0, 16 * 1024)))
  for (const [index, [name, text]] of Object.entries(shapes).entries()) {
    const [part = 0, whole] = [few[index], measure(text.slice(0, 256 * 1024))]
    // 16 times as much text: the square would be 256 times as much work
    t.ok(whole < 64 * Math.max(part, 0.5), `${name}: ${part} ms for 16 KiB, ${whole} ms for 256 KiB`)
  }
  const text = 'at '.repeat(1024 * 1024)
  const [whole, part] = [measure(text), measure(text.slice(0, 256 * 1024))]
  t.ok(whole < 4 * Math.max(part, 2), `${part} ms for what is examined, ${whole} ms for 3 MiB`)
  t.end()
})

t.test('of a large answer both ends are examined, and all of it for credentials', t => {
  const filler = 'x '.repeat(400_000)
  const trace = 'Traceback (most recent call last):'
  const answers: Array<[string, string | undefined]> = [
    [`${trace}${filler}`, 'leak-stack'], [`${filler}${trace}`, 'leak-stack'],
    [`${filler}a-secret-of-the-call${filler}`, 'leak-secret'], [filler, undefined]
  ]
  for (const [answer, rule] of answers) {
    found.length = 0
    examine(answer)
    t.strictSame(found, rule === undefined ? [] : [rule])
  }
  t.end()
})
