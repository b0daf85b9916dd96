import type { Finding } from './finding.ts'
import { isObject, kindOf } from './kind.ts'
import { misplaced, wholeBodyAsText } from './misplaced.ts'

/**
 * Finds what would be lost or would break the turn on the platform: a message it refuses or that crashes its channels.
 * Everything else a real bot sends passes, odd as it may be: unknown types and keys, empty titles, missing images.
 * Findings come in the order of the replies; an empty list means that all of them will arrive.
 *
 * Source of the rules: the Bot Connector's own gate (`isValidFormatMessage`) and its channel formatters.
 */
export function lint (replies: readonly unknown[]): Finding[] {
  const findings: Finding[] = []
  for (let index = 0; index < replies.length; index++) lintMessage(replies[index], `/${index}`, findings)
  return findings
}

function lintMessage (message: unknown, path: string, findings: Finding[]): void {
  if (!isObject(message)) {
    findings.push({
      code: 'REPLY_NOT_OBJECT',
      path,
      message: `a reply must be an object or a string, not ${kindOf(message)}`,
      fix: Array.isArray(message) ? 'return one flat list of replies' : 'return a message such as { type: \'text\', content: \'...\' }'
    })
    return
  }
  const { type, content } = message
  if (typeof type !== 'string' || type === '') {
    findings.push(misplaced(message, path))
  } else if (content === undefined || content === null) {
    findings.push({ code: 'CONTENT_MISSING', path: `${path}/content`, message: 'this reply has no content', fix: contentHint(type) })
  } else {
    lintContent(type, content, `${path}/content`, findings)
  }
}

function lintContent (type: string, content: unknown, path: string, findings: Finding[]): void {
  switch (type) {
    case 'text':
      lintText(content, path, findings)
      return
    case 'picture':
    case 'video':
    case 'audio':
      if (typeof content !== 'string' || content === '') findings.push(notText(type, content, path))
      return
    case 'quickReplies':
    case 'buttons':
    case 'card':
      lintCard(content, path, findings)
      return
    case 'carousel':
    case 'carouselle':
      if (Array.isArray(content)) lintCards(content, path, findings)
      else findings.push({ code: 'CAROUSEL_NOT_LIST', path, message: `the content of a carousel must be a list of cards, not ${kindOf(content)}`, fix: 'put the cards themselves into a list: content: [card, ...]' })
      return
    case 'list':
      lintList(content, path, findings)
      return
    case 'client_data':
      if (!isObject(content)) findings.push(notObject(content, path))
      return
    case 'custom':
      if (typeof content !== 'object') findings.push(notObject(content, path))
      return
    default:
      if (content === '') findings.push({ code: 'CONTENT_MISSING', path, message: 'this reply has no content', fix: contentHint(type) })
  }
}

function lintText (content: unknown, path: string, findings: Finding[]): void {
  if (typeof content !== 'string' || content === '') findings.push(notText('text', content, path))
  else if (wholeBodyAsText(content)) findings.push({ code: 'BODY_AS_TEXT', path, message: 'the user would read the JSON of a whole answer', fix: 'return the replies as objects, without JSON.stringify' })
}

function lintList (content: unknown, path: string, findings: Finding[]): void {
  if (!isObject(content)) {
    findings.push(notObject(content, path))
  } else if (!Array.isArray(content.elements)) {
    findings.push({
      code: 'LIST_WITHOUT_ELEMENTS',
      path: `${path}/elements`,
      message: 'a list needs its rows under elements',
      fix: content.list === undefined && content.items === undefined
        ? 'add elements: [{ title, subtitle, imageUrl, buttons: [] }, ...]'
        : `did you mean elements instead of ${content.list === undefined ? 'items' : 'list'}?`
    })
  } else {
    lintCards(content.elements, `${path}/elements`, findings)
    lintButtons(content.buttons, `${path}/buttons`, findings)
  }
}

function lintCards (cards: unknown[], path: string, findings: Finding[]): void {
  for (let index = 0; index < cards.length; index++) lintCard(cards[index], `${path}/${index}`, findings)
}

function lintCard (card: unknown, path: string, findings: Finding[]): void {
  if (isObject(card)) lintButtons(card.buttons, `${path}/buttons`, findings)
  else findings.push(notObject(card, path))
}

function lintButtons (buttons: unknown, path: string, findings: Finding[]): void {
  if (buttons === undefined) return
  if (!Array.isArray(buttons)) {
    findings.push({ code: 'BUTTONS_NOT_LIST', path, message: `buttons must be a list, not ${kindOf(buttons)}`, fix: 'write buttons: [] for none' })
    return
  }
  for (let index = 0; index < buttons.length; index++) {
    if (!isObject(buttons[index])) findings.push(notObject(buttons[index], `${path}/${index}`))
  }
}

function notText (type: string, content: unknown, path: string): Finding {
  return content === ''
    ? { code: 'TEXT_EMPTY', path, message: `the content of this ${type} is empty, and the platform refuses that`, fix: 'leave the reply out, or say something' }
    : { code: 'TEXT_NOT_STRING', path, message: `the content of this ${type} must be a string, not ${kindOf(content)}`, fix: 'pick the field to show, or wrap it in String()' }
}

function notObject (value: unknown, path: string): Finding {
  return { code: 'NOT_OBJECT', path, message: `expected an object, not ${kindOf(value)}`, fix: 'write its fields: { title: \'...\', buttons: [] }' }
}

function contentHint (type: string): string {
  return type === 'carousel' ? 'add content: [card, ...]' : 'did you put its fields beside type? They belong under content'
}
