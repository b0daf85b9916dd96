import type { BotAction, BotFile } from '../bot-file/schema.ts'
import { actionId, placeOf } from './action-id.ts'
import { callApi } from './api-call.ts'
import { isConditionMet } from './condition.ts'
import { fillOrLog, log, scopeOf, type BotProgress } from './progress.ts'
import { renderText, renderValue } from './render.ts'
import { sendChoice, sendMessage } from './send-message.ts'
import { createInitialState } from './state.ts'
import { callWebhook } from './webhook.ts'

type Saying = NonNullable<NonNullable<BotFile['skills'][string]['requirements']>[number]['question']>

/** A message alone, or a list of actions. */
export async function say (progress: BotProgress, saying: Saying | undefined): Promise<void> {
  if (Array.isArray(saying)) await runActions(progress, saying as BotAction[])
  else if (saying !== undefined) sendMessage(progress, saying)
}

/** One after the other: each sees what the one before has done to memory and language. */
export async function runActions (progress: BotProgress, actions: readonly BotAction[]): Promise<void> {
  for (const action of actions) {
    if (action.if === undefined || isConditionMet(action.if, scopeOf(progress))) await runAction(progress, action)
    else {
      log(progress, 'info', 'I_ACTION_SKIPPED',
      `${placeOf(progress.bot, action)} is skipped: its condition does not hold`, { condition: action.if })
    }
  }
}

async function runAction (progress: BotProgress, action: BotAction): Promise<void> {
  const { message, webhook, api, memory, goto, language, disambiguate, reset, actions } = action
  if (message !== undefined) sendMessage(progress, message)
  else if (webhook !== undefined) {
    await callWebhook(progress, typeof webhook === 'string' ? { url: webhook } : webhook,
      actionId(progress.bot.name, placeOf(progress.bot, action)))
  } else if (api !== undefined) await runApiCall(progress, api)
  else if (memory !== undefined) editMemory(progress, memory)
  else if (goto !== undefined) goTo(progress, typeof goto === 'string' ? { skill: goto } : goto)
  else if (language !== undefined) switchLanguage(progress, language)
  else if (disambiguate !== undefined) sendChoice(progress, disambiguate)
  else if (reset === true) resetConversation(progress)
  else if (actions !== undefined) await runActions(progress, actions)
}

async function runApiCall (progress: BotProgress, api: NonNullable<BotAction['api']>): Promise<void> {
  const ok = await callApi(progress, api)
  if (!ok) await say(progress, api.otherwise as Saying | undefined)
}

/** As the platform does: first all is forgotten, then values are set, then keys are forgotten. */
function editMemory (progress: BotProgress, {
  reset = false, set = {}, unset = []
}: NonNullable<BotAction['memory']>): void {
  const kept = reset ? {} : progress.state.memory
  const rendered = fillOrLog(progress, 'an action is left out',
    () => renderValue(set, scopeOf(progress), progress.templates) as Record<string, unknown>)
  if (rendered === undefined) return
  const memory = Object.fromEntries(Object.entries({ ...kept, ...rendered }).filter(([key]) => !unset.includes(key)))
  progress.state = { ...progress.state, memory }
  log(progress, 'info', 'I_EXECUTE_ACTION', 'edits the memory',
    { type: 'memory', value: { reset, set: rendered, unset } })
}

function goTo (progress: BotProgress, { skill: name, wait = false }: { skill: string, wait?: boolean }): void {
  const skill = renderText(name, scopeOf(progress))
  if (!Object.hasOwn(progress.bot.skills, skill)) {
    log(progress, 'error', 'E_SKILL_UNKNOWN',
      `goto leads to ${skill === '' ? 'nothing' : skill}, which is no skill of the bot`, { skill })
    return
  }
  if (wait) progress.later.push(skill)
  else progress.next = skill
  log(progress, 'info', 'I_EXECUTE_ACTION', wait ? `the next sentence tries ${skill} first` : `goes to ${skill}`,
    { type: 'goto', value: { skill, wait } })
}

export function switchLanguage (progress: BotProgress, language: string): void {
  progress.state = { ...progress.state, language }
  log(progress, 'info', 'I_EXECUTE_ACTION', `goes on in ${language}`, { type: 'language', value: language })
}

/** As at the first sentence, but for the id, the participant and the skill that is running. */
function resetConversation (progress: BotProgress): void {
  const { id, participant_data: participant, language, skill, skill_occurences: occurences } = progress.state
  const fresh = createInitialState({ id, participant }, progress.effects.uuid)
  progress.state = { ...fresh, language, skill, skill_occurences: occurences }
  progress.startedBy = []
  progress.responses.clear()
  progress.later.length = 0
  progress.forgetsLanguage = true
  log(progress, 'info', 'I_EXECUTE_ACTION', 'starts the conversation again', { type: 'reset_conversation' })
}
