import type { BotFile } from '../bot-file/schema.ts'
import type { Input } from './input.ts'
import type { TurnResult } from './turn-result.ts'
import type { LogEntry } from './log-entry.ts'
import type { ConversationState } from './state.ts'
import { runActions } from './actions.ts'
import { chooseSkill } from './choose-skill.ts'
import { explainDecision } from './decision.ts'
import type { Effects } from './effects.ts'
import { log, type BotProgress } from './progress.ts'
import { matchLanguage } from './language.ts'
import { runSkills } from './run-skill.ts'
import { templatesFor } from './template.ts'
import { understand } from './understand.ts'

/**
 * One turn of a conversation: understand the sentence, choose the skill, run it and those it leads to. Changes nothing
 * that it is given; all it does to the world goes through the effects.
 *
 * @example
 * const { state, replies } = await runTurn(bot, before, { text: 'hello' }, effects)
 */
export async function runTurn (
  bot: BotFile, before: ConversationState, input: Input, effects: Effects
): Promise<TurnResult> {
  const notes: LogEntry[] = []
  const nlp = await understand(input, before.language, effects, notes)
  const state = { ...before, language: before.language ?? nlp.language ?? bot.languages[0] as string }
  const progress: BotProgress = {
    bot,
    effects,
    nlp,
    before,
    state,
    templates: await templatesFor(bot),
    replies: [],
    calls: [],
    logs: [...notes],
    reports: [],
    started: [],
    next: undefined,
    later: [],
    taken: new Set(),
    startedBy: [],
    triggered: [],
    refused: {},
    responses: new Map(),
    forgetsLanguage: false
  }
  if (matchLanguage(state.language, bot.languages) === undefined) {
    log(progress, 'warn', 'W_LANGUAGE_UNKNOWN', `the bot has no expressions in ${state.language}: the sentence was ` +
      `read in ${String(nlp.processing_language)}`, { language: state.language })
  }
  await initialize(progress)
  const chosenIn = progress.state
  const skill = progress.next ?? chooseSkill(progress, input.understood?.skill)
  const decision = explainDecision(progress, chosenIn, input.understood?.skill, skill)
  if (skill !== undefined) await runSkills(progress, skill)
  await Promise.all(progress.reports)
  return {
    state: withWaiting(progress), replies: progress.replies, calls: progress.calls, logs: progress.logs, nlp, decision
  }
}

/** Runs the actions of the skill that begins a conversation; a goto in it takes the first sentence. */
async function initialize (progress: BotProgress): Promise<void> {
  const { bot: { initialize: skill, skills } } = progress
  if (skill === undefined || progress.state.initialized === true) return
  progress.state = { ...progress.state, initialized: true }
  log(progress, 'info', 'I_SKILL_TRIGGERED', `skill ${skill} begins the conversation`, { skill })
  await runActions(progress, skills[skill]?.actions ?? [])
}

/** A goto that waits puts its skill on the stack when all is done. */
function withWaiting ({ state, later, forgetsLanguage }: BotProgress): ConversationState {
  return {
    ...state,
    ...(forgetsLanguage && { language: null, skill: null, skill_occurences: 0 }),
    skill_stack: [...new Set([...state.skill_stack.filter(skill => !later.includes(skill)), ...later])]
  }
}
