import { parseJsonOrUndefined } from '../../shared/json/json-or-undefined.ts'
import { isObject } from '../../replies/kind.ts'
import { findNothingRead, lintAnswer } from '../../replies/lint/answer.ts'
import { findPrintedValue } from '../../replies/lint/printed-value.ts'
import type { Exchange } from '../runner/exchange.ts'
import { faultOf } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import { channelRules, nameOf, replyRules } from '../rules/reply.ts'
import { shapeRules } from '../rules/shape.ts'
import type { Entry } from '../entries.ts'
import { examineLeaks } from './examine-leaks.ts'
import { examineMemory } from './examine-memory.ts'

const SLOW = 8 / 15 // of the timeout: what the platform waits, and what leaves it some air
const shapes = new Set(shapeRules.map(({ id }) => id))
const replies = new Set(replyRules.map(({ id }) => id))

/** Looks at the answer to a call that the platform could have made. @returns whether it can be used */
export function examine (run: Run, { skill }: Pick<Entry, 'skill'>, exchange: Exchange): boolean {
  examineLeaks(run, exchange)
  const { response, ms } = exchange
  if (response === null || faultOf(exchange) !== undefined) return false
  const { results, settings: { timeout } } = run
  results.checked(exchange, 'answer-slow', 'answer-media-type')
  if (ms > timeout * SLOW) results.found('answer-slow', exchange, { skill, saw: `an answer after ${ms} ms` })
  const type = response.headers['content-type'] ?? ''
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    results.found('answer-media-type', exchange, {
      skill, saw: type === '' ? 'no content-type' : `content-type: ${type}`
    })
  }
  examineShape(run, skill, exchange, response.json as Record<string, unknown>)
  examineMemory(run, skill, exchange)
  return true
}

function examineShape (
  { results, settings: { channels } }: Run, skill: string, exchange: Exchange, json: Record<string, unknown>
): void {
  results.checked(exchange, ...shapes,
    ...[...replies].filter(rule => channels.length > 0 || !channelRules.has(rule)))
  if (channels.length === 0) results.notChecked('no channel was named', [...channelRules])
  const isEcho = findPrintedValue(exchange.request.body ?? '') !== undefined // of what the checker said
  const findings = lintAnswer(json, { channels }).filter(({ code }) => !(isEcho && code === 'VALUE_PRINTED'))
  for (const { code, severity, path, message, fix, channels } of findings) {
    const rule = [`shape-${nameOf(code)}`, `reply-${nameOf(code)}`].find(
      id => shapes.has(id) || replies.has(id)
    ) as string
    const on = channels.length === 0 ? '' : ` (${channels.join(', ')})`
    results.found(rule, exchange, {
      skill, path, saw: message + on, fix, severity: severity === 'error' ? 'error' : 'warning'
    })
  }
  const nothing = findings.length === 0 ? findNothingRead(json) : undefined
  if (nothing !== undefined) results.found('shape-nothing', exchange, { skill, saw: nothing.message })
  const language = languageIn(json)
  // many send the whole conversation back
  const isNew = language !== languageIn(parseJsonOrUndefined(exchange.request.body ?? ''))
  if (isNew && typeof language === 'string' && !/^[a-z]{2}([-_]\w+)?$/i.test(language)) {
    results.found('shape-language-code', exchange, {
      skill, path: '/conversation/language', saw: `the language '${language}'`
    })
  }
}

/** The language in a body, of a call or of an answer. */
function languageIn (body: unknown): unknown {
  return isObject(body) && isObject(body.conversation) ? body.conversation.language : undefined
}
