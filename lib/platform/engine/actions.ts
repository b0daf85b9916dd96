import type { BotFile } from '../bot-file/schema.ts'
import { isObject } from '../../replies/kind.ts'
import { actionId } from './action-id.ts'
import { isConditionMet } from './condition.ts'
import { log, scopeOf, type BotProgress } from './progress.ts'
import { renderStrings, renderText, renderValue } from './render.ts'
import { callWebhook } from './webhook.ts'

type Action = NonNullable<BotFile['skills'][string]['actions']>[number]
type Message = NonNullable<Action['message']>

/** A message alone, or a list of actions. */
export async function say (progress: BotProgress, saying: Message | readonly Action[] | undefined): Promise<void> {
  if (Array.isArray(saying)) await runActions(progress, saying)
  else if (saying !== undefined) sendMessage(progress, saying as Message)
}

/** One after the other: each sees what the one before has done to memory and language. */
export async function runActions (progress: BotProgress, actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.if === undefined || isConditionMet(action.if, scopeOf(progress))) await runAction(progress, action)
  }
}

async function runAction (progress: BotProgress, action: Action): Promise<void> {
  const { message, webhook, memory, goto, language } = action
  if (message !== undefined) sendMessage(progress, message)
  else if (webhook !== undefined) await callWebhook(progress, typeof webhook === 'string' ? { url: webhook } : webhook, actionId(progress.bot.name, action))
  else if (memory !== undefined) editMemory(progress, memory)
  else if (goto !== undefined) goTo(progress, typeof goto === 'string' ? { skill: goto } : goto)
  else if (language !== undefined) switchLanguage(progress, language)
}

function sendMessage (progress: BotProgress, message: Message): void {
  const rendered = renderStrings(inLanguage(message, progress), scopeOf(progress))
  const reply = typeof rendered === 'string' ? { type: 'text', content: rendered } : rendered
  progress.replies.push(reply)
  log(progress, 'info', 'I_EXECUTE_ACTION', `sends a ${String((reply as Record<string, unknown>).type)}`, { type: 'message', value: reply })
}

/** A message whose keys are languages: the one of the conversation, or else the first. */
function inLanguage (message: Message, { state: { language }, bot: { languages } }: BotProgress): unknown {
  if (!isObject(message) || message.type !== undefined) return message
  return message[language as string] ?? languages.map(language => message[language]).find(found => found !== undefined)
}

/** As the platform does: first all is forgotten, then values are set, then keys are forgotten. */
function editMemory (progress: BotProgress, { reset = false, set = {}, unset = [] }: NonNullable<Action['memory']>): void {
  const kept = reset ? {} : progress.state.memory
  const rendered = renderValue(set, scopeOf(progress)) as Record<string, unknown>
  const memory = Object.fromEntries(Object.entries({ ...kept, ...rendered }).filter(([key]) => !unset.includes(key)))
  progress.state = { ...progress.state, memory }
  log(progress, 'info', 'I_EXECUTE_ACTION', 'edits the memory', { type: 'memory', value: { reset, set: rendered, unset } })
}

function goTo (progress: BotProgress, { skill: name, wait = false }: { skill: string, wait?: boolean }): void {
  const skill = renderText(name, scopeOf(progress))
  if (!Object.hasOwn(progress.bot.skills, skill)) {
    log(progress, 'error', 'E_SKILL_UNKNOWN', `goto leads to ${skill === '' ? 'nothing' : skill}, which is no skill of the bot`, { skill })
    return
  }
  if (wait) progress.later.push(skill)
  else progress.next = skill
  log(progress, 'info', 'I_EXECUTE_ACTION', wait ? `the next sentence tries ${skill} first` : `goes to ${skill}`, { type: 'goto', value: { skill, wait } })
}

export function switchLanguage (progress: BotProgress, language: string): void {
  progress.state = { ...progress.state, language }
  log(progress, 'info', 'I_EXECUTE_ACTION', `goes on in ${language}`, { type: 'language', value: language })
}
