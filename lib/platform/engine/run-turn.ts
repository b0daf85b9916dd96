import type { BotFile } from '../bot-file/schema.ts'
import type { Input } from './input.ts'
import type { TurnResult } from '../session/records.ts'
import type { ConversationState } from './state.ts'
import { chooseSkill } from './choose-skill.ts'
import { explainDecision } from './decision.ts'
import type { Effects } from './effects.ts'
import { log, type BotProgress } from './progress.ts'
import { runSkills } from './run-skill.ts'
import { understand } from './understand.ts'

/**
 * One turn of a conversation: understand the sentence, choose the skill, run it and those it leads to. Changes nothing
 * that it is given; all it does to the world goes through the effects.
 */
export async function runTurn (bot: BotFile, before: ConversationState, input: Input, effects: Effects): Promise<TurnResult> {
  const nlp = await understand(input, before.language, effects)
  const state = { ...before, language: before.language ?? nlp.language ?? bot.languages[0] as string }
  const progress: BotProgress = {
    bot, effects, nlp, before, state, replies: [], calls: [], logs: [], reports: [], started: [], next: undefined, later: [], taken: new Set()
  }
  if (!bot.languages.includes(state.language)) {
    log(progress, 'warn', 'W_LANGUAGE_UNKNOWN', `the bot has no expressions in ${state.language}: the sentence was read in ${String(nlp.processing_language)}`, { language: state.language })
  }
  const chosenIn = progress.state
  const skill = chooseSkill(progress, input.understood?.skill)
  const decision = explainDecision(progress, chosenIn, input.understood?.skill, skill)
  if (skill !== undefined) await runSkills(progress, skill)
  await Promise.all(progress.reports)
  return { state: withWaiting(progress), replies: progress.replies, calls: progress.calls, logs: progress.logs, nlp, decision }
}

/** A goto that waits puts its skill on the stack when all is done. */
function withWaiting ({ state, later }: BotProgress): ConversationState {
  return { ...state, skill_stack: [...new Set([...state.skill_stack.filter(skill => !later.includes(skill)), ...later])] }
}
