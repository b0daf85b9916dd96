import { error, type Finding } from '../finding.ts'
import { isObject } from '../kind.ts'

/** What an object without a type was meant to be: the usual slip is the whole body of an answer, or a part of it. */
export function lintWrongPlaces (
  { replies, messages, conversation, memory }: Record<string, unknown>, path: string
): Finding {
  if (isObject(conversation) && conversation.replies !== undefined) {
    return error(
      'REPLIES_IN_CONVERSATION',
      `${path}/conversation/replies`,
      'replies inside conversation are never found',
      'return the list of replies itself'
    )
  }
  if (replies !== undefined) {
    return error(
      'BODY_AS_REPLY',
      `${path}/replies`,
      'this is the body of an answer, not a reply',
      'return the list of replies itself, and write to turn.memory'
    )
  }
  if (messages !== undefined) {
    return error(
      'MESSAGES_AT_ROOT',
      `${path}/messages`,
      'the platform reads replies, not messages',
      'did you mean replies? Return the list of replies itself'
    )
  }
  if (conversation !== undefined || memory !== undefined) {
    return error(
      'MEMORY_AS_REPLY', path, 'memory is not part of a reply', 'write to turn.memory and return the replies only'
    )
  }
  return error('TYPE_MISSING', `${path}/type`, 'a reply needs a type', "did you mean type: 'text'?")
}

/** The platform shows such a text as it is: it was reported as a bot that gives "No reply". */
export function wholeBodyAsText (text: string): boolean {
  if (!/^\s*\{/.test(text) || !/"(replies|conversation)"\s*:/.test(text)) return false
  try {
    const { replies, conversation } = JSON.parse(text)
    return Array.isArray(replies) || isObject(conversation)
  } catch {
    return false
  }
}
