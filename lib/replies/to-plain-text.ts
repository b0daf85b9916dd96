import { isMissing } from './kind.ts'
import { visitParts, type Message, type Part } from './lint/message.ts'

/**
 * What a channel that knows text only shows of a message: titles, subtitles and addresses under each other, buttons as
 * lines that begin with a dash, what a button sends left out. A field that is missing is read as the word "undefined",
 * or "null", and the buttons below a list are lost. With markdown on, bold and italics become quotes and links become
 * "text(address)".
 * Returns undefined for a message that such a channel refuses. The message must have the shape of its type: see `lint`.
 *
 * Source: the Bot Connector's text formatting, used for Twilio and CALLR.
 *
 * @example
 * toPlainText(quickReplies('Which city?', ['Paris', 'Lyon']))
 */
export function toPlainText (message: unknown): string | undefined {
  const { type, content, markdown } = message as Message
  switch (type) {
    case 'text':
      return markdown ? plain(shown(content)) : shown(content)
    case 'picture':
    case 'video':
      return shown(content)
    case 'quickReplies':
    case 'buttons': {
      const { title, buttons } = content as Part
      if (isMissing(buttons)) return undefined
      if (!markdown || type === 'buttons') return [shown(title), ...buttonLines(buttons)].join('\n')
      return typeof title === 'string' ? [plain(title), ...buttonLines(buttons)].join('\n') : undefined
    }
    case 'card':
    case 'carousel':
    case 'carouselle':
    case 'list':
      return cardsOf(message as Message).join('\n')
  }
  return undefined
}

function cardsOf (message: Message): string[] {
  const lines: string[] = []
  visitParts(message, '', ({ title, subtitle, imageUrl, buttons }, place) => {
    if (place === 'list') return
    lines.push(shown(title), shown(subtitle), shown(imageUrl))
    if (place !== 'element') lines.push(...buttonLines(buttons))
  })
  return lines
}

function buttonLines (buttons: Part['buttons']): string[] {
  return (buttons ?? []).map(({ title }) => `- ${shown(title)}`)
}

/** A missing field is read as the word "undefined" or "null", and an object as little better. */
function shown (value: unknown): string {
  return typeof value === 'object' && value !== null ? '[object Object]' : String(value)
}

/** Bold becomes two single quotes, italics one. */
function plain (markdown: string): string {
  return markdown
    .replace(/\[([^[\]]*)\]\(([^()]*)\)/g, '$1($2)')
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, "''$2''")
    .replace(/([*_])(?=\S)(.+?)\1/g, "'$2'")
}
