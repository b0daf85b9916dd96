import { createRedactor } from '../../lib/shared/redact/redact.ts'
import { HOSTILE_TEXT_CHARS, hostileTexts } from '../support/hostile-texts.ts'

const TIME_LIMIT_MS = 25
const RUNS = 5

/** CPU milliseconds of the fastest of some runs: others on the machine do not count. */
function measure (run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

const redactor = createRedactor()
const slow = Object.entries(hostileTexts).filter(([name, text]) => {
  const raw = Buffer.from(text)
  const time = measure(() => redactor.body(raw))
  console.log(`${name.padEnd(26)}${time.toFixed(1).padStart(7)} ms`)
  return time > TIME_LIMIT_MS
})
console.log(`${slow.length} of ${Object.keys(hostileTexts).length} shapes of ${HOSTILE_TEXT_CHARS} characters took ` +
  `more than ${TIME_LIMIT_MS} ms`)
process.exitCode = slow.length === 0 ? 0 : 1
