import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { repliesToText } from '../../session/replies-to-text.ts'
import type { ConversationState } from '../../engine/state.ts'
import { isObject } from '../../../replies/kind.ts'
import { answer, httpError } from '../answer.ts'
import { isId } from '../conversations/limits.ts'
import type { Conversations, DialogTurn } from '../conversations/conversations.ts'
import { checkMemory } from './dialog.ts'
import { readSentence } from './request.ts'
import { runtimeNlp } from './runtime-nlp.ts'

/** The API of 2016: replies are words, and a skill is an action. */
export function converseRoutes (scope: FastifyInstance, conversations: Conversations): void {
  scope.post<{ Querystring: Record<string, unknown>, Body: unknown }>('/v2/converse', async ({ query, body }) => {
    const { text, language } = readSentence(query, body)
    const { memory, conversation_token: token } = Object(body) as Record<string, unknown>
    const context = { ...(language !== null && { language }), ...(isObject(memory) && { memory }) }
    checkMemory(memory)
    const id = token === undefined || token === null ? randomUUID() : tokenOf(token)
    return answer(conversed(await conversations.say(id, { text, ...context }, 'converse')),
      'Converses rendered with success')
  })

  scope.put<{ Body: unknown }>('/v2/converse', async ({ body }) => {
    const { memory = {}, conversation_token: token } = Object(body) as Record<string, unknown>
    if (!isObject(memory)) throw httpError(400, 'memory is no object')
    checkMemory(memory)
    const changed = await conversations.change(tokenOf(token),
      state => ({ ...state, memory: changedMemory(state, memory) }))
    return answer({ memory: changed.memory, conversation_token: changed.id }, 'Conversation updated with success')
  })

  scope.delete<{ Body: unknown }>('/v2/converse', async ({ body }) => {
    const token = tokenOf((Object(body) as Record<string, unknown>).conversation_token)
    await conversations.remove(token)
    return answer({ memory: {}, conversation_token: token }, 'Conversation deleted with success')
  })
}

function tokenOf (token: unknown): string {
  if (typeof token !== 'string' || !isId(token)) throw httpError(400, 'conversation_token field missing')
  return token
}

/** Nothing at all forgets everything, null one thing; the rest is kept. */
function changedMemory ({ memory }: ConversationState, change: Record<string, unknown>): Record<string, unknown> {
  if (Object.keys(change).length === 0) return {}
  return Object.fromEntries(Object.entries({ ...memory, ...change }).filter(([, value]) => value !== null))
}

function conversed ({ state, replies, nlp }: DialogTurn) {
  const words = replies.map(reply => repliesToText([reply])).filter(text => text !== '')
  return {
    ...runtimeNlp(nlp),
    replies: words,
    action: state.skill === null
      ? null
      : { slug: state.skill, done: !state.asking.includes(state.skill), reply: words[0] ?? null },
    next_actions: [],
    memory: state.memory,
    conversation_token: state.id
  }
}
