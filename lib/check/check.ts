import { FST_BOT_CHECK_UNREACHABLE } from '../errors.ts'
import type { CheckOptions } from './options.ts'
import { checkAdvice } from './probes/advice.ts'
import { checkAnswers } from './probes/answer.ts'
import { hasVaryingInput } from './probes/order.ts'
import { reportOf } from './report/report.ts'
import type { Report } from './report/schema.ts'
import { Ended, type Ending } from './runner/ended.ts'
import { faultOf, isSilent } from './runner/fault.ts'
import { createRun, type Run } from './runner/run.ts'
import { rules } from './rules/rules.ts'
import { readSettings } from './settings.ts'
import { callsOf, stepsFor, stepsWithout, take } from './steps.ts'

/**
 * Holds a webhook to what the platform expects, from the outside. Whatever the other side does, it comes to an end, and
 * tells what it knows.
 *
 * @throws FST_BOT_CHECK_UNREACHABLE when nothing listens at the address
 * @throws FST_BOT_OPTION_INVALID, and what is wrong with the bot file
 *
 * @example
 * const report = await check({ url: 'http://127.0.0.1:5000' })
 */
export async function check (options: CheckOptions): Promise<Report> {
  const settings = await readSettings(options)
  const run = createRun(settings)
  const started = new Date()
  const clock = performance.now()
  const ended = await endOf(() => checkAll(run))
  run.expect(0, 0)
  run.doing('the report')
  return reportOf(settings, run.results, {
    ended, requests: run.requests(), calls: run.calls(), started, ms: Math.round(performance.now() - clock)
  })
}

async function endOf (work: () => Promise<void>): Promise<Ending> {
  try {
    await work()
    return 'complete'
  } catch (error) {
    if (error instanceof Ended) return error.how
    throw error
  }
}

async function checkAll (run: Run): Promise<void> {
  const { results, settings } = run
  const { url, entries: [entry, ...more] } = settings
  run.expect(1 + more.length, callsOf(stepsFor({ entry }, more.map(entry => ({ entry })), settings), settings))
  const all = await checkAnswers(run)
  const [{ answer: first }] = all
  if (first.failure?.kind === 'absent') throw new FST_BOT_CHECK_UNREACHABLE(url, first.failure.message)
  const [main, ...others] = all.filter(({ answer }) => faultOf(answer) === undefined)
  checkAdvice(run, main?.answer ?? first)
  if (main === undefined) {
    const answered = all.find(({ answer }) => !isSilent(answer))
    if (answered !== undefined) await take(run, stepsWithout(answered, settings))
    results.notChecked(String(faultOf(first)?.rule), rules.map(({ id }) => id))
    return
  }
  if (main.entry.method === 'GET') {
    const without = hasVaryingInput(main.entry) ? ['body'] : ['body', 'input']
    results.notChecked(
      'a GET call has no body', rules.filter(({ group }) => without.includes(group)).map(({ id }) => id)
    )
  }
  await take(run, stepsFor(main, others, settings))
}
