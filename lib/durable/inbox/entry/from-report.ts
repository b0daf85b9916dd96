import type { Report } from '../../../http/report.ts'
import type { Redactor } from '../../../shared/redact/redact.ts'
import { conversationIn, conversationKey } from './conversation.ts'
import type { Entry } from './entry.ts'
import { fingerprint, normalise, shapeOf, title } from './fingerprint.ts'

/** What is kept of a report: the body, and not one of its headers but the type. */
export function entryOfReport ({
  raw, body, unread, receivedAt, request
}: Pick<Report, 'raw' | 'body' | 'unread' | 'receivedAt' | 'request'>, id: string, redactor: Redactor): Entry {
  const type = request.headers['content-type']
  const kept = redactor.body(raw, type)
  const conversation = conversationIn(body)
  const [kind, mark] = lookAt(raw, body, unread)
  return {
    id,
    at: receivedAt,
    kind: 'report',
    fingerprint: fingerprint('report', kind, mark),
    title: title(kind),
    conversation: conversation === undefined ? null : conversationKey(conversation),
    raw: kept,
    detail: {
      ...(conversation !== undefined && { conversation }),
      ...(kept !== raw && { redacted: true }),
      ...(unread !== undefined && { unread }),
      route: { method: request.method, url: redactor.text(request.originalUrl), ...(type !== undefined && { type }) }
    }
  }
}

/** What a report is, in words of ours, and what it has in common with others of its kind. */
function lookAt (raw: Buffer, body: unknown, unread: string | undefined): [kind: string, mark: string] {
  if (unread !== undefined) return [`a body that was not read, ${unread}`, '']
  if (raw.length === 0) return ['no body', '']
  if (Array.isArray(body)) return ['JSON, a list', shapeOf(body)]
  if (typeof body !== 'object' || body === null) return ['text', normalise(String(body))]
  const keys = Object.keys(body).length
  return [`JSON, an object with ${keys} ${keys === 1 ? 'key' : 'keys'}`, shapeOf(body)]
}
