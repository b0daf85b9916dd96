import { isObject, kindOf } from '../../replies/kind.ts'
import { lint } from '../../replies/lint.ts'
import type { Finding } from '../../replies/finding.ts'
import { misplaced } from '../../replies/misplaced.ts'
import type { Problem } from '../records.ts'
import { LARGEST_ANSWER } from './read-answer.ts'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: unknown
  readonly tooLarge: boolean
}

/** What keeps an answer from being used, if anything; in the order in which a caller would notice. */
export function problemOf ({ status, headers, text, json, tooLarge }: Answer): Problem | null {
  if (status >= 300 && status < 400) return { kind: 'redirect', message: `answered ${status} and leads to ${headers.location ?? 'nowhere'}: redirects are not followed, give that address instead` }
  if (status < 200 || status > 299) return { kind: 'status', message: `answered with status ${status}, and only 2xx is taken: ${excerpt(text)}` }
  if (tooLarge) return { kind: 'too-large', message: `the answer is larger than ${LARGEST_ANSWER / 1024 / 1024} MB: the rest was not read` }
  if (text.trim() === '') return { kind: 'empty', message: 'the answer is empty: send JSON, at least {}' }
  if (json === undefined) return { kind: 'not-json', message: `the answer is no JSON${/^\s*</.test(text) ? ', it looks like HTML' : ''}: ${excerpt(text)}` }
  if (typeof json === 'string') return { kind: 'json-string', message: 'the answer is JSON inside a JSON string: send the object itself, without a second JSON.stringify' }
  return shapeProblem(json)
}

function shapeProblem (json: unknown): Problem | null {
  const bad = (message: string): Problem => ({ kind: 'bad-shape', message })
  if (!isObject(json)) return bad(`the answer must be an object with replies and conversation, not ${kindOf(json)}`)
  const { replies, conversation, messages, memory, type, content } = json
  if (replies !== undefined && !Array.isArray(replies)) return bad(`replies must be a list, not ${kindOf(replies)}`)
  if (conversation !== undefined && conversation !== null && !isObject(conversation)) return bad(`conversation must be an object, not ${kindOf(conversation)}`)
  const inner = isObject(conversation) ? conversation : {}
  if (inner.memory !== undefined && inner.memory !== null && !isObject(inner.memory)) return bad(`conversation.memory must be an object, not ${kindOf(inner.memory)}`)
  if (inner.language !== undefined && inner.language !== null && typeof inner.language !== 'string') return bad(`conversation.language must be a code such as "en", not ${kindOf(inner.language)}`)
  if (replies !== undefined) return null
  if (typeof type === 'string' && content !== undefined) return bad('this is a reply alone: did you mean { "replies": [it] }?')
  if (messages !== undefined || memory !== undefined || inner.replies !== undefined) {
    const { message } = misplaced(json, '')
    return bad(`${message}: did you mean { "replies": [...], "conversation": { "memory": {...} } }?`)
  }
  return null
}

/** What the reply lint says of an answer that is used. */
export function findingsOf (json: unknown): Finding[] {
  return isObject(json) && Array.isArray(json.replies) ? lint(json.replies) : []
}

function excerpt (text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line === '' ? 'without a word' : line.length > 120 ? `${line.slice(0, 120)}...` : line
}
