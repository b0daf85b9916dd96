import { error, type Finding } from '../finding.ts'
import { isMissing, isObject, describeType } from '../kind.ts'
import type { Message } from './message.ts'
import { lintWrongPlaces, wholeBodyAsText } from './wrong-place-rules.ts'

/** Finds what would be lost or would break the turn. Returns the message when there is nothing of that. */
export function lintStructure (reply: unknown, path: string, findings: Finding[]): Message | undefined {
  const before = findings.length
  if (!isObject(reply)) {
    findings.push(
      error(
        'REPLY_NOT_OBJECT',
        path,
        `a reply must be an object or a string, not ${describeType(reply)}`,
        Array.isArray(reply)
          ? 'return one flat list of replies'
          : "return a message such as { type: 'text', content: '...' }"
      )
    )
    return undefined
  }
  const { type, content } = reply
  const isNamed = typeof type === 'string' && type !== ''
  const className = isNamed && !isMissing(content) ? undefined : classNameOf(reply)
  if (className !== undefined) findings.push(noMessage(className, path))
  else if (!isNamed) findings.push(lintWrongPlaces(reply, path))
  else if (isMissing(content)) findings.push(contentMissing(type, `${path}/content`))
  else lintContent(type, content, `${path}/content`, findings)
  return findings.length === before ? reply as unknown as Message : undefined
}

/** The class of what is no plain object. */
function classNameOf (value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value)
  const name: unknown = prototype?.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? name : undefined
}

function noMessage (className: string, path: string): Finding {
  const fix = className === 'Promise'
    ? 'await it first'
    : className === 'Response'
      ? 'await its json() or text(), and return a message with what is in it'
      : "return a message such as { type: 'text', content: '...' }"
  return error('REPLY_NOT_OBJECT', path, `a reply must be a message, not a ${className}`, fix)
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
      if (isObject(content)) lintButtons(content.buttons, `${path}/buttons`, findings)
      else findings.push(contentNotObject(type, content, path))
      return
    case 'carousel':
    case 'carouselle':
      if (Array.isArray(content)) lintCards(content, path, findings)
      else {
        findings.push(
          error(
            'CAROUSEL_NOT_LIST',
            path,
            `the content of a carousel must be a list of cards, not ${describeType(content)}`,
            'put the cards themselves into a list: content: [card, ...]'
          )
        )
      }
      return
    case 'list':
      lintList(content, path, findings)
      return
    case 'client_data':
      if (!isObject(content)) findings.push(contentNotObject(type, content, path))
      return
    case 'custom':
      if (typeof content !== 'object') findings.push(contentNotObject(type, content, path))
      return
    default:
      if (content === '') findings.push(contentMissing(type, path))
  }
}

function lintText (content: unknown, path: string, findings: Finding[]): void {
  if (typeof content !== 'string' || content === '') findings.push(notText('text', content, path))
  else if (wholeBodyAsText(content)) {
    findings.push(
      error(
        'BODY_AS_TEXT',
        path,
        'the user would read the JSON of a whole answer',
        'return the replies as objects, without JSON.stringify'
      )
    )
  }
}

function lintList (content: unknown, path: string, findings: Finding[]): void {
  if (!isObject(content)) {
    findings.push(contentNotObject('list', content, path))
  } else if (!Array.isArray(content.elements)) {
    findings.push(
      error('LIST_WITHOUT_ELEMENTS', `${path}/elements`, 'a list needs its rows under elements', elementsHint(content))
    )
  } else {
    lintCards(content.elements, `${path}/elements`, findings)
    lintButtons(content.buttons, `${path}/buttons`, findings)
  }
}

function lintCards (cards: unknown[], path: string, findings: Finding[]): void {
  for (let index = 0; index < cards.length; index++) {
    const card = cards[index]
    if (isObject(card)) lintButtons(card.buttons, `${path}/${index}/buttons`, findings)
    else {
      findings.push(
        error(
          'CARD_NOT_OBJECT',
          `${path}/${index}`,
          `a card must be an object, not ${describeType(card)}`,
          "write its fields: { title: '...', buttons: [] }"
        )
      )
    }
  }
}

function lintButtons (buttons: unknown, path: string, findings: Finding[]): void {
  if (isMissing(buttons)) return
  if (!Array.isArray(buttons)) {
    findings.push(
      error(
        'BUTTONS_NOT_LIST',
        path,
        `buttons must be a list, not ${describeType(buttons)}`,
        isObject(buttons) ? 'did you mean [button]? Put it into a list' : 'write buttons: [] for none'
      )
    )
    return
  }
  for (let index = 0; index < buttons.length; index++) {
    if (!isObject(buttons[index])) {
      findings.push(
        error(
          'BUTTON_NOT_OBJECT',
          `${path}/${index}`,
          `a button must be an object, not ${describeType(buttons[index])}`,
          "did you mean { type: 'postback', title: '...', value: '...' }?"
        )
      )
    }
  }
}

function notText (type: string, content: unknown, path: string): Finding {
  return content === ''
    ? error(
      'TEXT_EMPTY',
      path,
        `the content of this ${type} is empty, and the platform refuses that`,
        'leave the reply out, or say something'
    )
    : error(
      'TEXT_NOT_STRING',
      path,
        `the content of this ${type} must be a string, not ${describeType(content)}`,
        'did you mean one field of it? Pick that, or wrap it in String()'
    )
}

function contentNotObject (type: string, content: unknown, path: string): Finding {
  const fix = type === 'card' && Array.isArray(content)
    ? 'did you mean a carousel? Its content is a list of cards'
    : `write its fields: { ${fieldsOf[type] ?? 'title: \'...\', buttons: []'} }`
  return error(
    'CONTENT_NOT_OBJECT', path, `the content of this ${type} must be an object, not ${describeType(content)}`, fix
  )
}

const fieldsOf: Record<string, string> = {
  list: 'elements: [...], buttons: []',
  client_data: 'elements: [{ key: \'...\', value: \'...\' }]',
  custom: '...what the channel wants...'
}

function contentMissing (type: string, path: string): Finding {
  const fix =
    type === 'carousel' ? 'add content: [card, ...]' : 'did you put its fields beside type? They belong under content'
  return error('CONTENT_MISSING', path, 'this reply has no content', fix)
}

function elementsHint ({ items, list }: Record<string, unknown>): string {
  if (list !== undefined) return 'did you mean elements instead of list?'
  if (items !== undefined) return 'did you mean elements instead of items?'
  return 'add elements: [{ title, subtitle, imageUrl, buttons: [] }, ...]'
}
