import type { Nlp } from '../../../schemas/nlp.ts'
import type { Condition } from '../bot-file/condition-schema.ts'
import { consideredIntents, type ConsideredIntent } from '../nlu/considered-intents.ts'
import { getTriggers, isConditionMet } from './condition.ts'
import { describeCondition } from './describe-condition.ts'
import { scopeOf, type BotProgress } from './progress.ts'
import { fillsRequirement, missingKey } from './requirements.ts'
import type { ConversationState } from './state.ts'
import type { Scope } from './variables.ts'

/** Why a skill took a sentence, or none. */
export interface Decision {
  readonly skill: string | null
  readonly reason: DecisionReason
  /** The reason in a sentence. */
  readonly summary: string
  /** What the sentence was compared with, best first; without the NLU what it was told to be. */
  readonly intents: readonly ConsideredIntent[]
  /** Of each skill that has triggers. */
  readonly triggers: readonly TriggerReport[]
  /** The skill that had asked for something, and what became of that. */
  readonly waiting: { readonly skill: string, readonly key: string, readonly filled: boolean } | null
}

export type DecisionReason =
  | 'chosen' // by whoever said the sentence
  | 'unknown' // chosen, and there is none of that name
  | 'answered' // the sentence has what the skill had asked for
  | 'waiting' // it was on top of the stack
  | 'triggered'
  | 'ambiguous' // several are triggered
  | 'asks-again' // nothing is triggered, and the skill still waits
  | 'fallback'
  | 'nothing'

export interface TriggerReport {
  readonly skill: string
  readonly held: boolean
  /** Any of them suffices. */
  readonly conditions: ReadonlyArray<{ readonly text: string, readonly held: boolean }>
}

/**
 * Explains which skill was chosen. Changes nothing.
 *
 * @param before the state that the choice was made in
 * @param wanted the skill that was asked for by name
 * @param chosen the skill that runs
 */
export function explainDecision (
  progress: BotProgress, before: ConversationState, wanted: string | undefined, chosen: string | undefined
): Decision {
  const { bot, nlp } = progress
  const scope = { ...scopeOf(progress), skill: before.skill, skill_stack: before.skill_stack }
  const triggers = Object.entries(bot.skills).flatMap(([skill, { triggers }]) => reportTriggers(skill, triggers, scope))
  const held = triggers.filter(({ held }) => held).map(({ skill }) => skill)
  const top = before.skill_stack.at(-1)
  const waiting = top !== undefined && before.asking.includes(top) ? waitingOf(progress, top) : null
  const reason = reasonOf()
  return {
    skill: chosen ?? null,
    reason,
    summary: summaryOf(),
    intents: consideredIntents(nlp) ?? toldIntents(nlp),
    triggers,
    waiting
  }

  function reasonOf (): DecisionReason {
    if (wanted !== undefined) return chosen === undefined ? 'unknown' : 'chosen'
    if (chosen === undefined) return 'nothing'
    if (waiting?.skill === chosen && waiting.filled) return 'answered'
    if (held.length === 1 && held[0] === chosen) return 'triggered'
    if (chosen === top) return waiting === null ? 'waiting' : held.length > 1 ? 'ambiguous' : 'asks-again'
    return held.length > 1 ? 'ambiguous' : 'fallback'
  }

  function summaryOf (): string {
    switch (reason) {
      case 'chosen': return `${chosen} was asked for by name`
      case 'unknown': return `${wanted} was asked for by name, and the bot has no such skill`
      case 'answered': return `${chosen} had asked for ${waiting?.key}, and the sentence has it`
      case 'waiting': return `${chosen} was on top of the stack, waiting for this sentence`
      case 'triggered': return `the trigger of ${chosen} holds${unanswered()}`
      case 'ambiguous': return `the triggers of ${held.join(' and ')} hold at once, so ${chosen} runs`
      case 'asks-again': return `no trigger holds, and ${chosen} still waits for ${waiting?.key}, which the ` +
        'sentence has not'
      case 'fallback': return `no trigger holds${unanswered()}: ${chosen}, the fallback, runs`
      case 'nothing': return held.length > 1
        ? `the triggers of ${held.join(' and ')} hold at once, and there is no fallback`
        : `no trigger holds${unanswered()}, and the bot has no fallback`
    }
  }

  function unanswered (): string {
    return waiting === null || waiting.filled
      ? ''
      : `, and ${waiting.skill}, which waits for ${waiting.key}, got none from the sentence`
  }
}

/** What the sentence was told to be, in place of what the NLU makes of it. */
function toldIntents ({ intents }: Nlp): ConsideredIntent[] {
  return (intents ?? []).map(({ slug, confidence }) => ({
    slug: String(slug), confidence: Number(confidence ?? 1), needs: 0
  }))
}

function reportTriggers (
  skill: string, triggers: Parameters<typeof getTriggers>[0], scope: Scope
): TriggerReport[] {
  const conditions = getTriggers(triggers).map((condition: Condition) => ({
    text: describeCondition(condition, scope), held: isConditionMet(condition, scope)
  }))
  return conditions.length === 0 ? [] : [{ skill, held: conditions.some(({ held }) => held), conditions }]
}

function waitingOf (progress: BotProgress, skill: string): Decision['waiting'] {
  const key = missingKey(progress, skill)
  return key === undefined ? null : { skill, key, filled: fillsRequirement(progress, skill) }
}
