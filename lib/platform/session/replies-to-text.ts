import { isObject } from '../../replies/kind.ts'

/**
 * What a person would read of replies, one line each: texts, titles, subtitles, addresses of files, buttons in
 * brackets.
 *
 * @example
 * console.log(repliesToText(turn.replies))
 */
export function repliesToText (replies: readonly unknown[]): string {
  return replies.flatMap(linesOf).join('\n')
}

function linesOf (reply: unknown): string[] {
  if (!isObject(reply)) return words(reply)
  switch (reply.type) {
    case 'client_data': return [] // not displayed
    case 'custom': return [JSON.stringify(reply.content)]
    default: return contentLines(reply.content)
  }
}

function contentLines (content: unknown): string[] {
  if (Array.isArray(content)) return content.flatMap(contentLines)
  if (!isObject(content)) return words(content)
  const { title, subtitle, imageUrl, elements, buttons } = content
  return [
    ...words(title),
    ...words(subtitle),
    ...words(imageUrl),
    ...(Array.isArray(elements) ? contentLines(elements) : []),
    ...(Array.isArray(buttons)
      ? buttons.flatMap(button =>
        isObject(button) ? words(button.title).map(title => `[${title}]`) : [])
      : [])
  ]
}

function words (value: unknown): string[] {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [String(value)] : []
}
