import type { BotFile } from '../bot-file/schema.ts'
import { say } from './actions.ts'
import { isConditionMet } from './condition.ts'
import { log, scopeOf, type BotProgress } from './progress.ts'

type Requirement = NonNullable<BotFile['skills'][string]['requirements']>[number]

/** Completes the requirements of a skill in order, as far as the memory and the sentence go. @returns whether all are met */
export async function meetRequirements (progress: BotProgress, skill: string): Promise<boolean> {
  for (const requirement of requirementsOf(progress, skill)) {
    const key = keyOf(requirement)
    if (isKnown(progress, key)) continue
    const found = find(progress, requirement)
    if (found === undefined) {
      log(progress, 'info', 'I_REQUIREMENT_MISSING', `${skill} needs ${key} and asks for it`, { skill, key })
      await say(progress, requirement.question)
      return false
    }
    if (!isValid(progress, requirement, found)) {
      log(progress, 'info', 'I_REQUIREMENT_INVALID', `${skill} was given ${key}, and its validation does not accept that`, { skill, key })
      await say(progress, requirement.validation?.otherwise ?? requirement.question)
      return false
    }
    progress.taken.add(found)
    progress.state = { ...progress.state, memory: { ...progress.state.memory, [key]: structuredClone(found) } }
    log(progress, 'info', 'I_REQUIREMENT_FILLED', `${skill} keeps ${key} in the memory`, { skill, key })
    await say(progress, requirement.complete)
  }
  return true
}

/** Whether the sentence has something that this skill has asked for. */
export function fillsRequirement (progress: BotProgress, skill: string): boolean {
  return requirementsOf(progress, skill).some(requirement => !isKnown(progress, keyOf(requirement)) && find(progress, requirement) !== undefined)
}

function requirementsOf ({ bot }: BotProgress, skill: string): readonly Requirement[] {
  return bot.skills[skill]?.requirements ?? []
}

/** Where it is kept in the memory. */
function keyOf ({ as, entity, intent }: Requirement): string {
  return as ?? entity ?? intent as string
}

function isKnown ({ state: { memory } }: BotProgress, key: string): boolean {
  return Object.hasOwn(memory, key) && memory[key] !== null
}

/** The first entity or intent of that name which has not filled another requirement. */
function find ({ nlp, taken }: BotProgress, { entity, intent }: Requirement): unknown {
  const found: readonly unknown[] | undefined = entity === undefined
    ? nlp.intents?.filter(({ slug }) => slug === intent)
    : (nlp.entities as Record<string, readonly unknown[] | undefined> | null | undefined)?.[entity]
  return found?.find(one => !taken.has(one))
}

/** A validation sees what was found as if it were kept already, and as the sentence's first of its name. */
function isValid (progress: BotProgress, { validation, ...requirement }: Requirement, found: unknown): boolean {
  if (validation === undefined) return true
  const scope = scopeOf(progress)
  const nlp = { ...progress.nlp, ...(requirement.entity !== undefined && { entities: { ...progress.nlp.entities, [requirement.entity]: [found] } }) }
  return isConditionMet(validation.condition, { ...scope, nlp, memory: { ...progress.state.memory, [keyOf(requirement)]: found } })
}
