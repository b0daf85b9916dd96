import { isDeepStrictEqual } from 'node:util'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { answerRules } from '../rules/answer.ts'
import type { Exchange } from '../runner/exchange.ts'
import { differenceOf, faultOf } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import type { Entry } from '../entries.ts'
import { examine } from './examine.ts'
import { memoryIn } from './examine-memory.ts'
import { healthCheck, ordinary, type Part, type ProbeAttempt } from './part.ts'

// these need an answer that can be used
const later = ['slow', 'media-type', 'repeat', 'alive'].map(name => `answer-${name}`)
const decidedByFault = answerRules.map(({ id }) => id).filter(id => !later.includes(id))

/** Calls each skill once, as the platform does. */
export async function checkAnswers (run: Run): Promise<[ProbeAttempt, ...ProbeAttempt[]]> {
  const { entries: [first, ...more] } = run.settings
  const all: [ProbeAttempt, ...ProbeAttempt[]] = [await checkAnswer(run, first)]
  for (const entry of more) all.push(await checkAnswer(run, entry))
  return all
}

async function checkAnswer (run: Run, entry: Entry): Promise<ProbeAttempt> {
  run.doing(`the ordinary call of ${entry.skill}`)
  const order = ordinary(run, entry)
  const answer = await run.call(order)
  examine(run, entry, answer)
  const fault = faultOf(answer)
  run.results.checked(answer, ...decidedByFault)
  if (fault !== undefined) {
    run.results.found(fault.rule, answer, { ...fault, skill: entry.skill, ...cureOf(answer) })
  } else if (answer.response?.status !== 200) {
    run.results.found('answer-status', answer, {
      skill: entry.skill, saw: `status ${answer.response?.status}`, severity: 'warning'
    })
  }
  return { entry, order, answer }
}

/** The very same bytes again. */
export const repeat: Part = { serves: ['answer-repeat', 'memory-repeat'], calls: () => 1, check: checkRepeat }

async function checkRepeat (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry, order, answer } = tried
  run.doing('the same call twice')
  await run.probe(order, healthCheck(run, tried), again => {
    const fault = faultOf(again)
    run.results.checked(again, 'answer-repeat', 'memory-repeat')
    if (fault !== undefined) run.results.found('answer-repeat', again, { saw: `the second time ${fault.saw}` })
    else if (examine(run, entry, again)) {
      const key = differingKey(memoryIn(answer.response?.json), memoryIn(again.response?.json))
      if (key !== undefined) {
        run.results.found('memory-repeat', again, {
          skill: entry.skill,
          path: `/conversation/memory${appendPointerStep(key)}`,
          saw: 'another value for the same call'
        })
      }
    }
  })
}

function differingKey (before: Record<string, unknown> = {}, after: Record<string, unknown> = {}): string | undefined {
  return Object.keys({ ...before, ...after }).find(key => !isDeepStrictEqual(before[key], after[key]))
}

/** An ordinary call when all else is done. */
export const alive: Part = { serves: ['answer-alive'], calls: () => 1, check: checkAlive }

async function checkAlive (run: Run, { entry, answer }: ProbeAttempt): Promise<void> {
  run.doing('an ordinary call, last of all')
  const last = await run.call(ordinary(run, entry))
  run.results.checked(last, 'answer-alive')
  const difference = differenceOf(last, answer)
  if (difference !== undefined) run.results.found('answer-alive', last, { saw: `after all other calls ${difference}` })
}

/** Of the commonest reasons why not even an ordinary call is taken. */
function cureOf ({ response }: Exchange): { fix?: string } {
  switch (response?.status) {
    case 401:
    case 403: return { fix: 'give the credentials that the webhook asks for: --basic, --bearer or --header' }
    case 404: return { fix: 'check the address, and name a skill that the webhook knows: --skill' }
    case 405: return { fix: 'name the method that the webhook is called with: --method' }
    case 400:
    case 422:
    case 500: return {
      fix: 'if the webhook needs keys in the memory or entities of its own, give them: --memory <file>, --bot <file>'
    }
    default: return {}
  }
}
