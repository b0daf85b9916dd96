import type { BotAction } from '../bot-file/schema.ts'
import { isObject } from '../../replies/kind.ts'
import { lint } from '../../replies/lint/lint.ts'
import { chooseInLanguage } from './language.ts'
import { fillOrLog, inSkill, log, scopeOf, type BotProgress } from './progress.ts'
import { renderJson, renderStrings } from './render.ts'

const MAX_TEMPLATE_CHARS = 200 // of one that is told of

/**
 * Sends a message of the bot file in the language of the conversation: one of its wordings, filled in. What comes out
 * empty or is no message is logged and not sent.
 */
export function sendMessage (progress: BotProgress, message: NonNullable<BotAction['message']>): void {
  const wording = chooseWording(progress, inLanguage(progress, message))
  const filled = fillOrLog(progress, 'a message is not sent', () => fillIn(progress, wording)) ?? []
  for (const reply of filled) send(progress, reply, wording)
}

/** A text with a button for each skill that the sentence has triggered. */
export function sendChoice (progress: BotProgress, question: NonNullable<BotAction['disambiguate']>): void {
  const { bot, triggered, templates } = progress
  const wording = chooseWording(progress, inLanguage(progress, question))
  const title = fillOrLog(progress, 'a choice is not offered',
    () => renderStrings(wording, scopeOf(progress), templates))
  if (title === undefined) return
  const buttons = triggered.map(skill => ({ title: titleOf(skill), type: 'trigger_skill', value: skill }))
  const hasButtons = buttons.length > 0
  send(progress, hasButtons ? { type: 'buttons', content: { title, buttons } } : { type: 'text', content: title },
    question)

  function titleOf (skill: string): string {
    const title = bot.skills[skill]?.title
    if (typeof title !== 'object') return title ?? skill
    return chooseInLanguage(title, languageOf(progress), bot.languages) ?? skill
  }
}

/** A message whose keys are languages: the one of the conversation, or else the first. */
function inLanguage (progress: BotProgress, message: unknown): unknown {
  if (!isObject(message) || message.type !== undefined || message.script !== undefined) return message
  return chooseInLanguage(message, languageOf(progress), progress.bot.languages)
}

function languageOf ({ state: { language } }: BotProgress): string {
  return language as string // a turn gives it one before it runs a skill
}

function chooseWording ({ effects: { random = Math.random } }: BotProgress, message: unknown): unknown {
  return Array.isArray(message) ? message[Math.floor(random() * message.length)] : message
}

function fillIn (progress: BotProgress, wording: unknown): unknown[] {
  const scope = scopeOf(progress)
  if (isObject(wording) && typeof wording.script === 'string') {
    return readScript(progress, renderJson(wording.script, scope, progress.templates))
  }
  const rendered = renderStrings(wording, scope, progress.templates)
  return [typeof rendered === 'string' ? { type: 'text', content: rendered } : rendered]
}

/**
 * JSON that a script has become: a message or a list of them. A comma before a closing bracket is forgiven, for blocks
 * leave them.
 */
function readScript (progress: BotProgress, text: string): unknown[] {
  try {
    const json: unknown = JSON.parse(text.replace(/,(?=\s*[\]}])/g, ''))
    return [json].flat().map(withoutEmptyOptions)
  } catch {
    const became = text.trim() === '' ? 'nothing' : 'no JSON'
    log(progress, 'warn', 'W_MESSAGE_INVALID',
      `${inSkill(progress)}a script has become ${became}: no message is sent`, { rendered: text.slice(0, 2000) })
    return []
  }
}

/** The editor of the platform wrote empty options. */
function withoutEmptyOptions (message: unknown): unknown {
  if (!isObject(message)) return message
  return Object.fromEntries(Object.entries(message).filter(([key, value]) =>
    !((key === 'delay' || key === 'markdown') && (value === '' || value === null))))
}

/** @param wording that it was before its variables were filled in */
function send (progress: BotProgress, reply: unknown, wording: unknown): void {
  const { type, content } = Object(reply) as Record<string, unknown>
  if (typeof content === 'string' && content.trim() === '') {
    const template = JSON.stringify(Object(wording).content ?? wording)
    log(progress, 'warn', 'W_MESSAGE_EMPTY', `${inSkill(progress)}a ${String(type)} is not sent: ` +
      `${template.slice(0, MAX_TEMPLATE_CHARS)} is empty once its variables are filled in`, { type })
    return
  }
  const wrong = lint([reply]).filter(({ severity }) => severity === 'error')
  for (const { path, message, fix } of wrong) {
    log(progress, 'warn', 'W_MESSAGE_INVALID',
    `${inSkill(progress)}message ${path.slice('/0'.length)}: ${message}; ${fix}`, { path: path.slice('/0'.length) })
  }
  if (!isObject(reply) || typeof type !== 'string') return
  progress.replies.push(reply)
  log(progress, 'info', 'I_EXECUTE_ACTION', `sends a ${type}`, { type: 'message', value: reply })
}
