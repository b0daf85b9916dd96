import type { FastifyInstance } from 'fastify'
import { isObject } from '../../../replies/kind.ts'
import { answer, httpError } from '../answer.ts'
import { MAX_TEXT_CHARS } from '../conversations/limits.ts'
import type { ServedBot } from '../served-bot.ts'
import { runtimeNlp } from './runtime-nlp.ts'

/** What the NLU makes of a sentence. */
export function requestRoutes (scope: FastifyInstance, { analyse }: ServedBot): void {
  for (const path of ['/v2/request', '/train/v2/request']) {
    scope.post<{ Querystring: Record<string, unknown>, Body: unknown }>(path, async ({ query, body }) => {
      const { text, language } = readSentence(query, body)
      return answer(runtimeNlp(await analyse(text, language)), 'Requests rendered with success')
    })
  }
}

/** From the body, or else from the query. @throws 400 */
export function readSentence (query: Record<string, unknown>, body: unknown): {
  text: string, language: string | null
} {
  const { text, language } = { ...query, ...(isObject(body) ? body : {}) }
  if (typeof text !== 'string' || text === '') throw httpError(400, 'text field missing')
  if (text.length > MAX_TEXT_CHARS) throw httpError(400, `text has more than ${MAX_TEXT_CHARS} characters`)
  return { text, language: typeof language === 'string' && language !== '' ? language : null }
}
