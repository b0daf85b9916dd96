import type { QuickReply } from '../../../schemas/buttons.ts'
import { isObject, kindOf } from '../kind.ts'
import { FST_BOT_REPLY_INVALID } from '../../errors.ts'
import { buttonTypes } from '../lint/message.ts'
import { address, filled, list } from './check.ts'

/** A button as it is sent. */
export interface BuiltButton {
  type: 'postback' | 'web_url' | 'phonenumber' | 'account_link' | 'account_linking' | 'element_share' | 'trigger_skill'
  title: string
  value: string
}

/** A button; a string is a postback whose title is also what it sends. */
export type ButtonInput = string | BuiltButton

/** A suggested answer; a string is both what is shown and what is sent. */
export type QuickReplyInput = string | { title: string, value: string }

/** Sends `value` as if the user had typed it. Default of `value`: the title. */
export function postback (title: string, value: string = title): BuiltButton {
  return { type: 'postback', title: filled(title, '/title'), value: filled(value, '/value') }
}

/** Opens an address in the browser. */
export function webUrl (title: string, url: string): BuiltButton {
  return { type: 'web_url', title: filled(title, '/title'), value: address(url, '/value') }
}

/** Calls a telephone number. Sent as `phonenumber`: the documentation spells phone_number, which the web client does not know. */
export function phone (title: string, number: string): BuiltButton {
  return { type: 'phonenumber', title: filled(title, '/title'), value: filled(number, '/value') }
}

/** Starts the linking of accounts, on Messenger. */
export function accountLink (title: string, url: string): BuiltButton {
  return { type: 'account_link', title: filled(title, '/title'), value: address(url, '/value') }
}

/** Starts a skill of the bot, in the web client. */
export function triggerSkill (title: string, skill: string): BuiltButton {
  return { type: 'trigger_skill', title: filled(title, '/title'), value: filled(skill, '/value') }
}

export function buttonsFrom (inputs: readonly ButtonInput[], path: string): BuiltButton[] {
  return list(inputs, path).map((input, index) => buttonFrom(input, `${path}/${index}`))
}

function buttonFrom (input: ButtonInput, path: string): BuiltButton {
  if (typeof input === 'string') return { type: 'postback', title: filled(input, path), value: input }
  const { title, value } = titleAndValue(input, path)
  if (!buttonTypes.includes(input.type)) throw new FST_BOT_REPLY_INVALID(`${path}/type`, `must be one of ${buttonTypes.join(', ')}`, 'use postback(), webUrl() and so on')
  return { ...input, title, value: input.type === 'web_url' ? address(value, `${path}/value`) : value }
}

export function quickRepliesFrom (inputs: readonly QuickReplyInput[], path: string): QuickReply[] {
  return list(inputs, path).map((input, index) => titleAndValue(input, `${path}/${index}`))
}

function titleAndValue (input: QuickReplyInput, path: string): { title: string, value: string } {
  if (typeof input === 'string') return { title: filled(input, path), value: input }
  if (!isObject(input)) throw new FST_BOT_REPLY_INVALID(path, `must be a string or a button, not ${kindOf(input)}`, 'write its title, or use postback()')
  return { title: filled(input.title, `${path}/title`), value: filled(input.value, `${path}/value`) }
}
