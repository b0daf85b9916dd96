import { isObject } from '../../replies/kind.ts'
import type { ClickableButton } from './session-types.ts'

/**
 * The buttons that replies show, in order: of quick replies, cards, carousels and lists too. Those without a title are
 * not shown.
 *
 * @example
 * const titles = clickableButtons(turn.replies).map(({ title }) => title)
 */
export function clickableButtons (replies: readonly unknown[]): ClickableButton[] {
  return replies.flatMap(reply => isObject(reply) ? buttonsIn(reply.content) : [])
}

function buttonsIn (content: unknown): ClickableButton[] {
  if (Array.isArray(content)) return content.flatMap(buttonsIn)
  if (!isObject(content)) return []
  const own = Array.isArray(content.buttons) ? content.buttons.flatMap(buttonOf) : []
  return [...buttonsIn(content.elements), ...own]
}

function buttonOf (button: unknown): ClickableButton[] {
  if (!isObject(button) || !isLabel(button.title)) return []
  const { type, title, value, url } = button
  const known = typeof type === 'string' ? type : undefined
  const sent = isLabel(value)
    ? String(value)
    : known !== undefined && OUTSIDE.includes(known) && isLabel(url)
      ? url
      : title
  return [{ title: String(title), value: String(sent), press: pressOf(known), type: known }]
}

/** What the web client does: a link and a number to call happen outside; all that it does not know is sent. */
const OUTSIDE = ['web_url', 'phonenumber']

function pressOf (type: string | undefined): ClickableButton['press'] {
  if (type === 'trigger_skill') return 'skill'
  return type !== undefined && OUTSIDE.includes(type) ? 'nothing' : 'say'
}

function isLabel (value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}
