import { isDeepStrictEqual } from 'node:util'
import { answerRules } from '../rules/answer.ts'
import type { Exchange } from '../runner/exchange.ts'
import { faultOf, isSilent } from '../runner/fault.ts'
import type { Order, Run } from '../runner/run.ts'
import type { Entry } from '../settings.ts'
import { examine } from './examine.ts'
import { memoryIn } from './examine-memory.ts'
import { ordinary } from './ordinary.ts'

const always = ['slow', 'media-type', 'repeat', 'alive'].map(name => `answer-${name}`)
const basic = answerRules.map(({ id }) => id).filter(id => !always.includes(id))

/** An entry whose ordinary call can be used. */
export interface Working {
  readonly entry: Entry
  readonly order: Order
  readonly answer: Exchange
}

/**
 * Calls each skill once, as the platform does. What the others need is an answer that can be used.
 *
 * @returns those that work, and of the others why not: the first rule that is broken, whether nothing came at all, and the
 * first call
 */
export async function checkAnswers (run: Run): Promise<{ working: Working[], broken: string | undefined, silent: boolean, first: Exchange }> {
  const { ledger, settings: { entries } } = run
  const working: Working[] = []
  let broken: string | undefined
  const calls: Exchange[] = []
  for (const entry of entries) {
    run.doing(`the ordinary call of ${entry.skill}`)
    const order = ordinary(run, entry)
    const answer = await run.call(order)
    const usable = examine(run, entry, answer)
    const fault = faultOf(answer)
    calls.push(answer)
    ledger.checked(...basic)
    if (fault !== undefined) {
      broken ??= fault.rule
      ledger.found(fault.rule, answer, { ...fault, skill: entry.skill, ...cureOf(answer) })
    } else if (answer.response?.status !== 200) {
      ledger.found('answer-status', answer, { skill: entry.skill, saw: `status ${answer.response?.status}`, severity: 'warning' })
    }
    if (usable) working.push({ entry, order, answer })
  }
  return { working, broken, silent: calls.every(isSilent), first: calls[0] as Exchange }
}

/** Calls again with the very same bytes. */
export async function checkRepeat (run: Run, { entry, order, answer }: Working): Promise<void> {
  run.doing('the same call twice')
  await run.probe(order, () => ordinary(run, entry), again => {
    const fault = faultOf(again)
    run.ledger.checked('answer-repeat', 'memory-repeat')
    if (fault !== undefined) run.ledger.found('answer-repeat', again, { saw: `the second time ${fault.saw}` })
    else if (examine(run, entry, again) && !isDeepStrictEqual(memoryIn(again.response?.json), memoryIn(answer.response?.json))) {
      run.ledger.found('memory-repeat', again, { skill: entry.skill, path: '/conversation/memory', saw: 'another memory for the same call' })
    }
  })
}

/** Of the commonest reasons why not even an ordinary call is taken. */
function cureOf ({ response }: Exchange): { fix?: string } {
  switch (response?.status) {
    case 401:
    case 403: return { fix: 'give the credentials that the webhook asks for: --basic, --bearer or --header' }
    case 404: return { fix: 'check the address, and name a skill that the webhook knows: --skill' }
    case 405: return { fix: 'name the method that the webhook is called with: --method' }
    default: return {}
  }
}
