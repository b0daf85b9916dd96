import type { Finding } from './finding.ts'
import { isObject } from './kind.ts'

/** What an object without a type was meant to be: the usual slip is the whole body of an answer, or a part of it. */
export function misplaced (message: Record<string, unknown>, path: string): Finding {
  const { replies, messages, conversation, memory } = message
  if (isObject(conversation) && conversation.replies !== undefined) {
    return { code: 'REPLIES_IN_CONVERSATION', path: `${path}/conversation/replies`, message: 'replies inside conversation are never found', fix: 'return the list of replies itself' }
  }
  if (replies !== undefined) {
    return { code: 'BODY_AS_REPLY', path: `${path}/replies`, message: 'this is the body of an answer, not a reply', fix: 'return the list of replies itself, and write to turn.memory' }
  }
  if (messages !== undefined) {
    return { code: 'MESSAGES_AT_ROOT', path: `${path}/messages`, message: 'the platform reads replies, not messages', fix: 'did you mean replies? Return the list of replies itself' }
  }
  if (conversation !== undefined || memory !== undefined) {
    return { code: 'MEMORY_AS_REPLY', path, message: 'memory is not part of a reply', fix: 'write to turn.memory and return the replies only' }
  }
  return { code: 'TYPE_MISSING', path: `${path}/type`, message: 'a reply needs a type', fix: 'did you mean type: \'text\'?' }
}

/** The platform shows such a text as it is: it was reported as a bot that gives "No reply". */
export function wholeBodyAsText (text: string): boolean {
  return text.startsWith('{') && /^\{\s*"(replies|conversation)"\s*:/.test(text)
}
