import { alive, repeat } from './probes/answer.ts'
import { auth } from './probes/auth.ts'
import { bodies } from './probes/body.ts'
import { errors } from './probes/errors.ts'
import { inputs, kinds } from './probes/input.ts'
import { hasVaryingInput } from './probes/order.ts'
import { load } from './probes/load.ts'
import type { Part, ProbeAttempt } from './probes/part.ts'
import type { Run } from './runner/run.ts'
import { rules } from './rules/rules.ts'
import type { CheckSettings } from './settings.ts'

/** A part of the check, and the entry it is about: one that is still to be tried is enough to count calls. */
export interface Step<T extends Pick<ProbeAttempt, 'entry'>> {
  readonly part: Part
  readonly about: T
}

/** What may break the server comes late. */
const parts: readonly Part[] = [repeat, kinds, inputs, load, auth, errors, bodies]

/**
 * All that is asked for: everything about the first entry, and of the others how they read calls, for each is code of
 * its own.
 */
export function stepsFor<T extends Pick<ProbeAttempt, 'entry'>> (
  main: T, others: readonly T[], settings: CheckSettings
): Array<Step<T>> {
  const steps = [
    ...parts.map(part => ({ part, about: main })),
    ...others.map(about => ({ part: inputs, about })),
    { part: alive, about: main }
  ]
  return steps.filter(({ part, about: { entry } }) =>
    isWanted(part, settings) && !(part.needsBody === true && entry.method === 'GET') &&
    (part.needsInput !== true || hasVaryingInput(entry)))
}

/** What is left to be asked when no ordinary call is taken. */
export function stepsWithout (answered: ProbeAttempt, settings: CheckSettings): Array<Step<ProbeAttempt>> {
  return isWanted(errors, settings) ? [{ part: errors, about: answered }] : []
}

/** How many calls they make when all is well. */
export function callsOf (steps: ReadonlyArray<Step<Pick<ProbeAttempt, 'entry'>>>, settings: CheckSettings): number {
  return steps.reduce((sum, { part }) => sum + part.calls(settings), 0)
}

export async function take (run: Run, steps: ReadonlyArray<Step<ProbeAttempt>>): Promise<void> {
  for (const [index, step] of steps.entries()) {
    run.expect(callsOf([step], run.settings), callsOf(steps.slice(index + 1), run.settings))
    await step.part.check(run, step.about)
  }
}

function isWanted ({ serves }: Part, { wants }: CheckSettings): boolean {
  return rules.some(({ id, group }) => (serves.includes(group) || serves.includes(id)) && wants(id))
}
