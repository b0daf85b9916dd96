import { isObject } from '../../replies/kind.ts'
import type { UserInput } from './conversations/conversation.ts'

/**
 * The input that a message of a user is: a text, a pressed button or quick reply, whose value is the sentence, or a
 * skill to run. Undefined for one without words.
 */
export function inputOf (message: unknown): UserInput | undefined {
  if (!isObject(message)) return undefined
  const { type, content } = message
  const words = wordsOf(isObject(content) ? content.value ?? content.title : content)
  if (words === undefined) return undefined
  return { text: words, ...(type === 'trigger_skill' && { skill: words }) }
}

/** How the message is shown in the conversation: buttons as a text with their title. */
export function shownAttachment (message: Readonly<Record<string, unknown>>, {
  text
}: UserInput): Record<string, unknown> {
  const { content } = message
  return {
    type: 'text',
    content: text,
    ...(isObject(content) && wordsOf(content.title) !== undefined && { title: wordsOf(content.title) })
  }
}

function wordsOf (value: unknown): string | undefined {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? String(value) : undefined
}
