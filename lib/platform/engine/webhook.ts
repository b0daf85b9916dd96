import { defaultBody } from '../calls/body.ts'
import type { CallRecord } from '../calls/call-record.ts'
import { isObject } from '../../replies/kind.ts'
import { fillOrLog, log, scopeOf, type Progress } from './progress.ts'
import { renderJson, renderText, renderValue } from './render.ts'

/** A webhook action. */
export interface WebhookAction {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * Calls a webhook and applies what it answers. When that fails nothing changes, it is logged and reported, and the turn
 * goes on.
 */
export async function callWebhook (progress: Progress, action: WebhookAction, actionId: string): Promise<void> {
  const { method = 'POST', url, headers = {} } = action
  const rendered = fillOrLog(progress, 'a webhook is not called', () => ({
    url: renderText(url, scopeOf(progress), progress.templates), headers, body: bodyOf(progress, action, actionId)
  }))
  if (rendered === undefined) return
  const { record, answer, faults = [], second } =
    await progress.effects.call({ purpose: 'webhook', method, ...rendered })
  progress.calls.push(record, ...(second === undefined ? [] : [second]))
  for (const { kind, message } of faults) log(progress, 'warn', 'W_CHAOS', message, { kind })
  if (answer === undefined) {
    fail(progress, record, actionId)
    return
  }
  log(progress, 'info', 'I_EXECUTE_ACTION', `${method} ${record.request.url} answered in ${record.ms} ms`,
    { type: 'http', value: { messages: answer.replies ?? [] } })
  if (record.failure !== undefined) {
    log(progress, 'error', 'E_HANDLER_FAILED', `${record.failure.message}; its error reply was sent`,
      { url: record.request.url })
  }
  for (const { path, message, fix } of record.findings) {
    log(progress, 'warn', 'W_REPLY_FINDING', `${path === '' ? '' : `reply ${path}: `}${message}; ${fix}`, { path })
  }
  apply(progress, answer)
}

function bodyOf (progress: Progress, { method, body }: WebhookAction, actionId: string): unknown {
  const { state, nlp, templates, effects: { protocolVersion } } = progress
  if (method === 'GET') return undefined
  if (body === undefined) return structuredClone(defaultBody(state, nlp, actionId, protocolVersion))
  return typeof body === 'string'
    ? renderJson(body, scopeOf(progress), templates)
    : renderValue(body, scopeOf(progress), templates)
}

/** Replies are passed on, the memory is replaced, the language switched: each only if it was sent. */
function apply (progress: Progress, { replies, conversation }: Record<string, unknown>): void {
  if (Array.isArray(replies)) progress.replies.push(...replies)
  const { memory, language } = Object(conversation) as Record<string, unknown>
  if (isObject(memory)) progress.state = { ...progress.state, memory }
  if (typeof language === 'string') progress.state = { ...progress.state, language }
}

/**
 * The report starts at once and is waited for at the end of the turn. What the platform reports is documented nowhere.
 */
function fail (progress: Progress, {
  request: { method, url }, problem, response
}: CallRecord, actionId: string): void {
  const { id, skill } = progress.state
  const message = `${method} ${url} failed (${problem?.kind}): ${problem?.message}`
  log(progress, 'error', 'E_WEBHOOK_FAILED', message, { problem, url })
  if (!progress.effects.reports) return
  const body = {
    conversation_id: id,
    skill,
    action_id: actionId,
    error: { ...problem, status: response?.status ?? null, method, url },
    timestamp: new Date(progress.effects.now()).toISOString()
  }
  progress.reports.push(progress.effects.call({
    purpose: 'errors', method: 'POST', url: undefined, headers: {}, body
  }).then(({ record }) => {
    progress.calls.push(record)
    if (record.problem !== null) {
      const isToldAlready = record.problem.message === problem?.message
      log(progress, isToldAlready ? 'info' : 'error', 'E_REPORT_FAILED',
      `the report of it to ${record.request.url} failed, too: ${record.problem.message}`, { problem: record.problem })
    }
  }))
}
