import type { QuickReply } from '../../../schemas/buttons.ts'
import { isObject, describeType } from '../kind.ts'
import { FST_BOT_REPLY_INVALID } from '../../errors.ts'
import { buttonTypes } from '../lint/message.ts'
import { requireAddress, requireFilledString, requireList } from './check.ts'

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

/**
 * Sends `value` as if the user had typed it. Default of `value`: the title.
 *
 * @example
 * buttons('Shall I book it?', [postback('No', 'I do not want it')])
 */
export function postback (title: string, value: string = title): BuiltButton {
  return { type: 'postback', title: requireFilledString(title, '/title'), value: requireFilledString(value, '/value') }
}

/**
 * Opens an address in the browser.
 *
 * @example
 * buttons('Read more', [webUrl('Terms', 'https://example.com/terms')])
 */
export function webUrl (title: string, url: string): BuiltButton {
  return { type: 'web_url', title: requireFilledString(title, '/title'), value: requireAddress(url, '/value') }
}

/**
 * Calls a telephone number. Sent as `phonenumber`: the documentation spells phone_number, which the web client does not
 * know.
 *
 * @example
 * buttons('Call us', [phone('Call', '+33 1 23 45 67 89')])
 */
export function phone (title: string, number: string): BuiltButton {
  return {
    type: 'phonenumber', title: requireFilledString(title, '/title'), value: requireFilledString(number, '/value')
  }
}

/**
 * Starts the linking of accounts, on Messenger.
 *
 * @example
 * buttons('Your account', [accountLink('Log in', 'https://example.com/login')])
 */
export function accountLink (title: string, url: string): BuiltButton {
  return { type: 'account_link', title: requireFilledString(title, '/title'), value: requireAddress(url, '/value') }
}

/**
 * Starts a skill of the bot, in the web client.
 *
 * @example
 * buttons('What next?', [triggerSkill('Book a room', 'booking')])
 */
export function triggerSkill (title: string, skill: string): BuiltButton {
  return {
    type: 'trigger_skill', title: requireFilledString(title, '/title'), value: requireFilledString(skill, '/value')
  }
}

export function toButtons (inputs: readonly ButtonInput[], path: string): BuiltButton[] {
  return requireList(inputs, path).map((input, index) => buttonFrom(input, `${path}/${index}`))
}

function buttonFrom (input: ButtonInput, path: string): BuiltButton {
  if (typeof input === 'string') return { type: 'postback', title: requireFilledString(input, path), value: input }
  const { title, value } = titleAndValue(input, path)
  if (!buttonTypes.includes(input.type)) {
    throw new FST_BOT_REPLY_INVALID(
      `${path}/type`, `must be one of ${buttonTypes.join(', ')}`, 'use postback(), webUrl() and so on'
    )
  }
  return { ...input, title, value: input.type === 'web_url' ? requireAddress(value, `${path}/value`) : value }
}

export function toQuickReplies (inputs: readonly QuickReplyInput[], path: string): QuickReply[] {
  return requireList(inputs, path).map((input, index) => titleAndValue(input, `${path}/${index}`))
}

function titleAndValue (input: QuickReplyInput, path: string): { title: string, value: string } {
  if (typeof input === 'string') return { title: requireFilledString(input, path), value: input }
  if (!isObject(input)) {
    throw new FST_BOT_REPLY_INVALID(
      path, `must be a string or a button, not ${describeType(input)}`, 'write its title, or use postback()'
    )
  }
  return {
    title: requireFilledString(input.title, `${path}/title`), value: requireFilledString(input.value, `${path}/value`)
  }
}
