import { isObject } from '../../replies/kind.ts'
import { behind, linesOf, styled, type Line } from '../text/line.ts'
import { markdown } from '../text/markdown.ts'
import { createNumbering, type ShowButtons } from './buttons.ts'
import { compact } from './json.ts'

/**
 * Replies as a person reads them: texts, addresses of files, cards behind a bar, lists with bullets, and their buttons
 * under the numbers that they can be pressed by. What is of no known form is shown as JSON.
 *
 * @param rich whether markdown is turned into styles, where a reply asks for it
 * @param before how many buttons were shown before them, and can still be pressed
 */
export function showReplies (replies: readonly unknown[], rich: boolean, before = 0): Line[] {
  const numbered = createNumbering(before)
  return replies.flatMap(reply => showReply(reply, rich, numbered))
}

function showReply (reply: unknown, rich: boolean, numbered: ShowButtons): Line[] {
  if (!isObject(reply)) return unusual('not a reply', reply)
  const { type, content } = reply
  if (type === 'custom' || type === 'client_data') {
    return [...unusual(type, content, type === 'client_data' ? ' (not shown to the user)' : ''), ...numbered(reply)]
  }
  const lines = showContent(String(type), content, rich && isMarkdown(reply), numbered)
  return (
    lines ?? [
      ...unusual(typeof type === 'string' ? type : 'without a type', content === undefined ? reply : content),
      ...numbered(reply)
    ]
  )
}

/** @returns undefined when the content is not what the type takes */
function showContent (type: string, content: unknown, rich: boolean, numbered: ShowButtons): Line[] | undefined {
  switch (type) {
    case 'text':
      return typeof content === 'string'
        ? content.trim() === ''
          ? note('an empty text')
          : lines(content, rich)
        : undefined
    case 'picture':
    case 'video':
    case 'audio':
      return typeof content === 'string' ? file(type, content) : undefined
    case 'quickReplies':
    case 'buttons':
      return isObject(content) ? [...label(content.title, rich), ...behind('  ', numbered({ content }))] : undefined
    case 'card':
      return isObject(content) ? card(content, numbered) : undefined
    case 'carousel':
    case 'carouselle':
      return Array.isArray(content) ? carousel(content, numbered) : undefined
    case 'list':
      return isObject(content) && Array.isArray(content.elements)
        ? list(content, content.elements, numbered)
        : undefined
    default:
      return undefined
  }
}

function carousel (cards: readonly unknown[], numbered: ShowButtons): Line[] {
  return cards.length === 0
    ? note('a carousel without cards')
    : cards.flatMap((content, index) => [...(index === 0 ? [] : [[]]), ...card(content, numbered)])
}

function card (content: unknown, numbered: ShowButtons): Line[] {
  const lines = [...(isObject(content) ? headline(content) : unusual('not a card', content)), ...numbered({ content })]
  return behind('│ ', lines.length === 0 ? note('an empty card') : lines)
}

function list (
  { title, buttons }: Record<string, unknown>, elements: readonly unknown[], numbered: ShowButtons
): Line[] {
  return [
    ...label(title, false),
    ...(elements.length === 0 ? note('a list without rows') : elements.flatMap(element => row(element, numbered))),
    ...numbered({ content: { buttons } })
  ]
}

function row (content: unknown, numbered: ShowButtons): Line[] {
  const lines = [...(isObject(content) ? headline(content) : unusual('not a row', content)), ...numbered({ content })]
  const [first = [], ...rest] = lines.length === 0 ? note('an empty row') : lines
  return [['• ', ...first], ...behind('  ', rest)]
}

/** What cards and rows have in common. */
function headline ({ title, subtitle, imageUrl }: Record<string, unknown>): Line[] {
  return [
    ...(isLabel(title) ? styled('bold', String(title)) : []),
    ...label(subtitle, false),
    ...(typeof imageUrl === 'string' && imageUrl !== '' ? file('picture', imageUrl) : [])
  ]
}

/** The web client's rule: true, or the word. */
function isMarkdown ({ markdown }: Record<string, unknown>): boolean {
  return String(markdown).toLowerCase() === 'true'
}

/** A title: texts and numbers; others are not shown. */
function label (title: unknown, rich: boolean): Line[] {
  return isLabel(title) ? lines(String(title), rich) : []
}

function isLabel (value: unknown): value is string | number {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number'
}

function lines (text: string, rich: boolean): Line[] {
  return linesOf(text).map(line => rich ? markdown(line) : [line])
}

function file (type: string, address: string): Line[] {
  return [
    [{ style: 'dim', text: `${type}: ` }, address === '' ? { style: 'dim', text: '(without an address)' } : address]
  ]
}

function unusual (what: string, value: unknown, printNote = ''): Line[] {
  return [[{ style: 'dim', text: `${what}: ` }, compact(value), { style: 'dim', text: printNote }]]
}

function note (text: string): Line[] {
  return styled('dim', `(${text})`)
}
