import { hash } from 'node:crypto'
import type { RequestTurn } from '../turn/request-turn.ts'
import type { DedupeCall } from '../dedupe/dedupe-store.ts'
import { getRawBody } from './raw-body.ts'

/**
 * What tells a call from all others: its address and its bytes, in which are the conversation, the sentence and the
 * webhook action. Nothing when no sentence is named: then the same bytes may be meant twice.
 */
export function createDedupeKey (turn: RequestTurn): DedupeCall | undefined {
  const raw = getRawBody(turn.request)
  const { uuid } = turn.nlp
  if (raw === undefined || typeof uuid !== 'string' || uuid === '') return undefined
  const { method, url } = turn.request
  return { key: `${method} ${url} ${hash('sha256', raw, 'base64')}`, conversation: turn.id }
}
