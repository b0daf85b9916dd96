import type { BotRequirement } from '../bot-file/schema.ts'
import { say } from './actions.ts'
import { isConditionMet } from './condition.ts'
import { log, scopeOf, type BotProgress } from './progress.ts'

/**
 * Completes the requirements of a skill in order, as far as the memory and the sentence go. @returns whether all are
 * met
 */
export async function meetRequirements (progress: BotProgress, skill: string): Promise<boolean> {
  for (const requirement of requirementsOf(progress, skill)) if (!await meet(progress, skill, requirement)) return false
  return true
}

/** Whether the sentence has something that this skill has asked for. */
export function fillsRequirement (progress: BotProgress, skill: string): boolean {
  return requirementsOf(progress, skill).some(requirement =>
    !isMet(progress, requirement) && canFill(progress, requirement))
}

/** What the skill asks for: the key that the memory does not have, or several of which one suffices. */
export function missingKey (progress: BotProgress, skill: string): string | undefined {
  const missing = requirementsOf(progress, skill).find(requirement => !isMet(progress, requirement))
  return missing && missingIn(missing)

  function missingIn (requirement: BotRequirement): string {
    const { and, or } = requirement
    if (or !== undefined) return or.map(missingIn).join(' or ')
    const part = and?.find(requirement => !isMet(progress, requirement))
    return part === undefined ? keyOf(requirement) : missingIn(part)
  }
}

function requirementsOf ({ bot }: BotProgress, skill: string): readonly BotRequirement[] {
  return bot.skills[skill]?.requirements ?? []
}

async function meet (progress: BotProgress, skill: string, requirement: BotRequirement): Promise<boolean> {
  if (isMet(progress, requirement)) return true
  const { and, or, complete } = requirement
  if (and === undefined && or === undefined) return await meetOne(progress, skill, requirement)
  const met = or === undefined
    ? await meetAll(progress, skill, and as BotRequirement[], requirement)
    : await meetAny(progress, skill, or, requirement)
  if (met) await say(progress, complete)
  return met
}

async function meetAll (
  progress: BotProgress, skill: string, all: readonly BotRequirement[], group: BotRequirement
): Promise<boolean> {
  for (const requirement of all) if (!await meet(progress, skill, withQuestion(requirement, group))) return false
  return true
}

/** The first that the sentence fills, or else the question of the group or of the first one. */
async function meetAny (
  progress: BotProgress, skill: string, any: readonly BotRequirement[], group: BotRequirement
): Promise<boolean> {
  const filled = any.find(requirement => canFill(progress, requirement))
  const asked = filled ?? any.find(requirement => requirement.question !== undefined) ?? any[0] as BotRequirement
  return await meet(progress, skill, filled === undefined && group.question !== undefined
    ? { ...asked, question: group.question }
    : withQuestion(asked, group))
}

function withQuestion (requirement: BotRequirement, { question }: BotRequirement): BotRequirement {
  return requirement.question === undefined && question !== undefined ? { ...requirement, question } : requirement
}

async function meetOne (progress: BotProgress, skill: string, requirement: BotRequirement): Promise<boolean> {
  const key = keyOf(requirement)
  const found = find(progress, requirement)
  if (found === undefined) {
    log(progress, 'info', 'I_REQUIREMENT_MISSING', `${skill} needs ${key} and asks for it`, { skill, key })
    await say(progress, requirement.question)
    return false
  }
  if (!isValid(progress, requirement, found)) {
    log(progress, 'info', 'I_REQUIREMENT_INVALID', `${skill} was given ${key}, and its validation does not accept that`,
      { skill, key })
    progress.refused = { [key]: found }
    await say(progress, requirement.validation?.otherwise ?? requirement.question)
    progress.refused = {}
    return false
  }
  progress.taken.add(found)
  progress.state = { ...progress.state, memory: { ...progress.state.memory, [key]: structuredClone(found) } }
  log(progress, 'info', 'I_REQUIREMENT_FILLED', `${skill} keeps ${key} in the memory`, { skill, key })
  await say(progress, requirement.complete)
  return true
}

function isMet (progress: BotProgress, requirement: BotRequirement): boolean {
  const { and, or } = requirement
  if (and !== undefined) return and.every(requirement => isMet(progress, requirement))
  return or === undefined ? isKnown(progress, keyOf(requirement)) : or.some(requirement => isMet(progress, requirement))
}

function canFill (progress: BotProgress, requirement: BotRequirement): boolean {
  const parts = requirement.and ?? requirement.or
  if (parts !== undefined) return parts.some(part => canFill(progress, part))
  return !isKnown(progress, keyOf(requirement)) && find(progress, requirement) !== undefined
}

/** Where it is kept in the memory. */
function keyOf ({ as, entity, intent }: BotRequirement): string {
  return as ?? entity ?? intent as string
}

function isKnown ({ state: { memory } }: BotProgress, key: string): boolean {
  return Object.hasOwn(memory, key) && memory[key] !== null
}

/** The first entity or intent of that name which has not filled another requirement. */
function find ({ nlp, taken }: BotProgress, { entity, intent }: BotRequirement): unknown {
  const found: readonly unknown[] | null | undefined = entity === undefined
    ? nlp.intents?.filter(({ slug }) => slug === intent)
    : new Map<string, readonly unknown[] | null | undefined>(Object.entries(nlp.entities ?? {})).get(entity)
  return found?.find(one => !taken.has(one))
}

/** A validation sees what was found as if it were kept already, and as the sentence's first of its name. */
function isValid (progress: BotProgress, { validation, ...requirement }: BotRequirement, found: unknown): boolean {
  if (validation === undefined) return true
  const scope = scopeOf(progress)
  const nlp = {
    ...progress.nlp,
    ...(requirement.entity !== undefined && { entities: { ...progress.nlp.entities, [requirement.entity]: [found] } })
  }
  return isConditionMet(validation.condition,
    { ...scope, nlp, memory: { ...progress.state.memory, [keyOf(requirement)]: found } })
}
