import { isObject, describeType } from '../../replies/kind.ts'
import { pictureOf, webAddress, type Picture } from './address.ts'
import { buttonsOf, type Button } from './button.ts'
import { delayOf } from './delay.ts'
import { withInlineTags } from './inline-tags.ts'
import { label, type Label } from './label.ts'
import type { Markdown } from './markdown.ts'
import { cutWords, type Words } from './rich.ts'

/** What the web client makes of a reply. */
export type Shown = Content & {
  /** Seconds that it waits before the next message. */
  wait?: number
}

type Content =
  | { as: 'text', words: Words }
  | { as: 'picture', picture: Picture }
  | { as: 'buttons' | 'quickReplies', words: Words, buttons: Button[] }
  | { as: 'cards', cards: Card[] }
  | { as: 'list', rows: Card[], buttons: Button[] }
  | { as: 'nothing', type: string, why: string, to?: string }

/** A card, or a row of a list. */
export interface Card { title: Label, subtitle: Label, picture: Picture | null, buttons: Button[] }

/**
 * The web client's limits, in characters and numbers. Source: its Text, Buttons, Card, List and QuickReplies
 * components.
 */
const TEXT = 640
const CARD = { title: 80, subtitle: 80, button: 80, buttons: 3 }
const ROW = { title: 25, subtitle: 50, button: 20, buttons: 1 }
const QUICK_REPLY = 20

/** Types that it takes and does not show. */
const silent = ['video', 'audio', 'custom', 'client_data']

export function showReply (reply: unknown, markdown: Markdown): Shown {
  if (!isObject(reply)) return nothing('', `a reply must be an object, not ${describeType(reply)}`)
  const wait = delayOf(reply)
  return { ...contentOf(reply, markdown), ...(wait > 0 && { wait }) }
}

function contentOf ({ type, content, markdown: marked }: Record<string, unknown>, markdown: Markdown): Content {
  if (typeof type !== 'string') return nothing('', 'it has no type')
  if (silent.includes(type)) {
    return { ...nothing(type, 'the web client takes it and does not show it'), ...linkTo(content) }
  }
  if (!content) return nothing(type, 'it has no content')
  const read = isOn(marked) ? markdown : withInlineTags
  switch (type) {
    case 'text':
    case 'action':
      return {
        as: 'text', words: cutWords(read(typeof content === 'string' ? content : JSON.stringify(content)), TEXT)
      }
    case 'picture': {
      return { as: 'picture', picture: pictureOf(content) as Picture }
    }
    case 'quickReplies':
      return isObject(content) ? quickReplies(content, read) : notFit(type, content)
    case 'buttons':
      return isObject(content)
        ? {
            as: 'buttons',
            words: cutWords(withInlineTags(textOf(content.title)), TEXT),
            buttons: buttonsOf(content.buttons, CARD.button, CARD.buttons)
          }
        : notFit(type, content)
    case 'card':
      return isObject(content) ? { as: 'cards', cards: [cardOf(content, CARD)] } : notFit(type, content)
    case 'carousel':
    case 'carouselle':
      return Array.isArray(content)
        ? { as: 'cards', cards: content.filter(isObject).map(card => cardOf(card, CARD)) }
        : notFit(type, content)
    case 'list':
      return isObject(content) && Array.isArray(content.elements)
        ? {
            as: 'list',
            rows: content.elements.filter(isObject).map(row => cardOf(row, ROW)),
            buttons: buttonsOf(content.buttons, ROW.button, 1)
          }
        : notFit(type, content)
  }
  return nothing(type, 'the web client does not know this type')
}

function quickReplies ({ title, buttons }: Record<string, unknown>, read: Markdown): Content {
  const shown = buttonsOf(buttons, QUICK_REPLY)
  if (shown.some(({ title }) => title.full === '')) {
    return nothing('quickReplies', 'the web client fails on a quick reply without a title')
  }
  return { as: 'quickReplies', words: { shown: read(textOf(title)) }, buttons: shown }
}

function cardOf ({ title, subtitle, imageUrl, buttons }: Record<string, unknown>, limits: typeof CARD): Card {
  return {
    title: label(title, limits.title),
    subtitle: label(subtitle, limits.subtitle),
    picture: pictureOf(imageUrl),
    buttons: buttonsOf(buttons, limits.button, limits.buttons)
  }
}

/** "true" in any case counts, "false" does not. */
function isOn (markdown: unknown): boolean {
  return markdown === true || (typeof markdown === 'string' && markdown.toLowerCase() === 'true')
}

function textOf (title: unknown): string {
  return typeof title === 'string' ? title : ''
}

function nothing (type: string, why: string): Extract<Content, { as: 'nothing' }> {
  return { as: 'nothing', type, why }
}

function notFit (type: string, content: unknown): Content {
  return nothing(type, `its content does not fit: ${describeType(content)}`)
}

function linkTo (content: unknown): { to?: string } {
  const to = webAddress(content)
  return to === undefined ? {} : { to }
}
