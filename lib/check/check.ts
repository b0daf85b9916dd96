import { FST_BOT_CHECK_UNREACHABLE } from '../errors.ts'
import type { CheckOptions } from './options.ts'
import { checkAdvice } from './probes/advice.ts'
import { checkAnswers, checkRepeat } from './probes/answer.ts'
import { checkAuth } from './probes/auth.ts'
import { checkBodies } from './probes/body.ts'
import { checkErrors } from './probes/errors.ts'
import { checkInputs, checkKinds } from './probes/input.ts'
import { checkLoad } from './probes/load.ts'
import { reportOf } from './report/report.ts'
import type { Report } from './report/schema.ts'
import { Ended, type Ending } from './runner/ended.ts'
import { createRun, type Run } from './runner/run.ts'
import { rules } from './rules/rules.ts'
import { readSettings } from './settings.ts'

/**
 * Holds a webhook to what the platform expects, from the outside. Whatever the other side does, it comes to an end, and
 * tells what it knows.
 *
 * @throws FST_BOT_CHECK_UNREACHABLE when nothing listens at the address
 * @throws FST_BOT_OPTION_INVALID, and what is wrong with the bot file
 */
export async function check (options: CheckOptions): Promise<Report> {
  const settings = await readSettings(options)
  const run = createRun(settings)
  const started = new Date()
  const clock = performance.now()
  const ended = await endOf(() => checkAll(run))
  return reportOf(settings, run.ledger, { ended, requests: run.requests(), started, ms: Math.round(performance.now() - clock) })
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

/** What may break the server comes late, and what takes most calls comes last. */
async function checkAll (run: Run): Promise<void> {
  const { ledger, settings } = run
  const { wants, entries: [entry] } = settings
  const wanted = (...names: string[]): boolean => rules.some(({ id, group }) => (names.includes(group) || names.includes(id)) && wants(id))

  const { working, broken, silent, first } = await checkAnswers(run)
  if (first.failure?.kind === 'absent') throw new FST_BOT_CHECK_UNREACHABLE(settings.url, first.failure.message)
  checkAdvice(run, working[0]?.answer ?? first)
  const [main, ...others] = working
  if (main === undefined) {
    if (!silent && wanted('errors')) await checkErrors(run, entry)
    ledger.notChecked(String(broken), rules.map(({ id }) => id))
    return
  }
  if (wanted('answer-repeat', 'memory-repeat')) await checkRepeat(run, main)
  if (wanted('memory')) await checkKinds(run, main.entry)
  if (main.entry.method === 'GET') {
    ledger.notChecked('a GET call has no body', rules.filter(({ group }) => group === 'input' || group === 'body').map(({ id }) => id))
  } else if (wanted('input')) {
    await checkInputs(run, main.entry)
  }
  if (wanted('load', 'memory-mixed')) await checkLoad(run, main.entry)
  if (wanted('auth')) await checkAuth(run, main.entry, main.answer)
  if (wanted('errors')) await checkErrors(run, main.entry)
  if (main.entry.method !== 'GET' && wanted('body', 'answer-alive')) await checkBodies(run, main.entry)
  for (const { entry } of others.filter(({ entry }) => entry.method !== 'GET')) if (wanted('input')) await checkInputs(run, entry)
}
