import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { suggest } from '../../shared/suggest.ts'
import { error, type Finding } from '../finding.ts'
import { isObject, describeType } from '../kind.ts'
import { lintFor, readLintOptions, type LintOptions } from './lint.ts'

/**
 * Finds what is wrong with the whole body of an answer, as JSON.parse gives it: what stands where the platform does not
 * look for it, and what `lint` finds in its replies. Paths are JSON pointers into the body. Keys that the platform does
 * not read are no mistake.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 *
 * @example
 * const findings = lintAnswer(await response.json(), { channels: ['messenger'] })
 */
export function lintAnswer (body: unknown, options: LintOptions = {}): Finding[] {
  const targets = readLintOptions(options)
  if (!isObject(body)) return [notBody(body)]
  const findings = [...misspeltKeys(body), ...strays(body)]
  const { replies } = body
  if (replies === undefined) return findings
  if (!Array.isArray(replies)) {
    return [
      ...findings,
      error(
        'REPLIES_NOT_LIST',
        '/replies',
        `replies must be a list, not ${describeType(replies)}`,
        isObject(replies) ? 'did you mean replies: [reply]?' : 'write replies: [] for none'
      )
    ]
  }
  return [...findings, ...lintFor(targets, replies).map(finding => ({ ...finding, path: `/replies${finding.path}` }))]
}

/**
 * Finds an answer with keys of which the platform reads none, such as that of another API. It is no error by itself.
 */
export function findNothingRead (body: Record<string, unknown>): Finding | undefined {
  const keys = Object.keys(body)
  if (keys.length === 0 || body.replies !== undefined || body.conversation !== undefined) return undefined
  const first = keys.slice(0, 5).map(key => key.slice(0, 40)).join(', ')
  return error(
    'NOTHING',
    '',
    `the body has neither replies nor conversation, but ${first}${keys.length > 5 ? ' and more' : ''}`,
    'did you send the answer of another API? Write { "replies": [...] }, or {} when there is nothing to say'
  )
}

function notBody (body: unknown): Finding {
  if (typeof body === 'string') {
    return error(
      'BODY_NOT_OBJECT',
      '',
      'the body is a JSON string, which the platform takes for no reply',
      'did you write it as JSON twice? Send the object itself'
    )
  }
  return error(
    'BODY_NOT_OBJECT',
    '',
    `the body must be an object, not ${describeType(body)}`,
    Array.isArray(body) ? 'did you mean { "replies": [...] }?' : 'send { "replies": [...] }'
  )
}

const readKeys: ReadonlyArray<[parent: string, keys: readonly string[]]> = [
  ['', ['replies', 'conversation']],
  ['/conversation', ['memory', 'language']]
]

/** Keys that differ from one that is read in their case or by a slip, where that one is not there. */
function misspeltKeys (body: Record<string, unknown>): Finding[] {
  return readKeys.flatMap(([parent, known]) => {
    const object = parent === '' ? body : body.conversation
    if (!isObject(object)) return []
    return Object.keys(object).flatMap(key => {
      const [meant] = known.includes(key) ? [] : suggest(key, known)
      if (meant === undefined || object[meant] !== undefined) return []
      const path = `${parent}${appendPointerStep(key)}`
      return [
        error('KEY_MISSPELT', path, `the platform does not read this key, but ${meant}`, `did you mean ${meant}?`)
      ]
    })
  })
}

function strays ({ type, content, replies, messages, memory, conversation }: Record<string, unknown>): Finding[] {
  const findings: Finding[] = []
  if (isObject(conversation) && conversation.replies !== undefined) {
    findings.push(
      error(
        'REPLIES_IN_CONVERSATION',
        '/conversation/replies',
        'replies inside conversation are never found',
        'did you mean replies beside conversation?'
      )
    )
  }
  if (messages !== undefined && replies === undefined) {
    findings.push(
      error('MESSAGES_AT_ROOT', '/messages', 'the platform reads replies, not messages', 'did you mean replies?')
    )
  }
  if (memory !== undefined) {
    findings.push(
      error(
        'MEMORY_AT_ROOT',
        '/memory',
        'the platform reads the memory inside conversation only',
        'did you mean conversation: { memory }?'
      )
    )
  }
  if (typeof type === 'string' && content !== undefined && replies === undefined) {
    findings.push(
      error(
        'MESSAGE_AS_BODY',
        '/type',
        'a message as the whole body is never found',
        'did you mean { "replies": [message] }?'
      )
    )
  }
  if (conversation !== undefined && conversation !== null && !isObject(conversation)) {
    findings.push(
      error(
        'CONVERSATION_NOT_OBJECT',
        '/conversation',
        `conversation must be an object, not ${describeType(conversation)}`,
        'did you mean conversation: { memory }?'
      )
    )
  }
  if (
    isObject(conversation) &&
    conversation.language !== undefined &&
    conversation.language !== null &&
    typeof conversation.language !== 'string'
  ) {
    findings.push(
      error(
        'LANGUAGE_NOT_STRING',
        '/conversation/language',
        `the language must be a string, not ${describeType(conversation.language)}`,
        "write a code such as 'en'"
      )
    )
  }
  if (
    isObject(conversation) &&
    conversation.memory !== undefined &&
    conversation.memory !== null &&
    !isObject(conversation.memory)
  ) {
    findings.push(
      error(
        'MEMORY_NOT_OBJECT',
        '/conversation/memory',
        `the memory must be an object, not ${describeType(conversation.memory)}`,
        'leave it out to keep what the bot remembers'
      )
    )
  }
  return findings
}
