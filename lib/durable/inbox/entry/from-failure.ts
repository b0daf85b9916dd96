import { describeFailure } from '../../../http/failure.ts'
import type { FailedTurn } from '../../../http/bot-internals.ts'
import type { Redactor } from '../../../shared/redact/redact.ts'
import { conversationKey } from './conversation.ts'
import type { Entry } from './entry.ts'
import { fingerprint, normalise, title } from './fingerprint.ts'

const MAX_TEXT_CHARS = 8192 // of a message or a stack
const MAX_ANSWER_CHARS = 65_536

/** What is kept of a turn that failed: the call, what the handler threw, and what the caller got. */
export function entryOfFailure ({
  turn, error, answer
}: FailedTurn, { id, at, requestId }: { id: string, at: Date, requestId: string }, redactor: Redactor): Entry {
  const thrown = error.code === 'FST_BOT_HANDLER_FAILED' ? error.cause : error
  const { name, at: frames = [] } = describeFailure(thrown)
  const message = readSafely(() => messageOf(thrown))
  const stack = readSafely(() => thrown instanceof Error ? String(thrown.stack) : '')
  const place = placeOf(frames)
  const raw = turn.bytes ?? Buffer.alloc(0)
  const type = turn.request.headers['content-type']
  const kept = redactor.body(raw, type)
  const conversation = turn.id
  const { skill } = turn
  const words = (text: string): string => redactor.text(text.slice(0, MAX_TEXT_CHARS))

  return {
    id,
    at,
    kind: 'failure',
    fingerprint: fingerprint('failure', error.code, name, normalise(message), place),
    title: title(thrown === error ? error.code : `${name}${place === '' ? '' : ` ${place}`}`),
    conversation: conversation === undefined ? null : conversationKey(conversation),
    raw: kept,
    detail: {
      ...(conversation !== undefined && { conversation }),
      ...(skill !== undefined && { skill }),
      ...(kept !== raw && { redacted: true }),
      route: {
        method: turn.request.method,
        url: redactor.text(turn.request.originalUrl),
        pattern: turn.route,
        params: mapValues(turn.request.params, redactor.text),
        ...(type !== undefined && { type })
      },
      error: { code: error.code, name, message: words(message), ...(stack !== '' && { stack: words(stack) }) },
      answer: answer === undefined
        ? { status: error.statusCode ?? 500, body: JSON.stringify({ code: error.code, requestId }) }
        : { status: 200, body: redactor.body(Buffer.from(answer.slice(0, MAX_ANSWER_CHARS))).toString() }
    }
  }
}

function mapValues (values: Record<string, string>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

function messageOf (thrown: unknown): string {
  if (thrown instanceof Error) return String(thrown.message)
  return typeof thrown === 'string' ? thrown : JSON.stringify(thrown) ?? String(thrown)
}

/** What was thrown may throw again when it is looked at. */
function readSafely (read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

/**
 * Where it came from: the first frame outside Node and packages, without the line, which every change of the file
 * moves.
 */
function placeOf (frames: readonly string[]): string {
  const own = frames.find(frame => !/node_modules|\(?node:/.test(frame)) ?? frames[0] ?? ''
  const [, what = '', file = ''] = /^at (?:(.*?) \()?(?:file:\/\/)?(.*?)(?::\d+)*\)?$/.exec(own) ?? []
  const near = file.split(/[\\/]/).slice(-2).join('/')
  return [what.replace(/^async |<anonymous>$/g, ''), near === '' ? '' : `(${near})`].filter(part => part !== '')
    .join(' ')
}
