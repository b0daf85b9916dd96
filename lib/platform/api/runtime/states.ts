import { Type, type Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { ConversationState } from '../../engine/state.ts'
import { answer } from '../answer.ts'
import { applyContext } from '../conversations/apply-context.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { checkMemory, isTrue } from './dialog.ts'

const EditSchema = Type.Object({
  language: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  memory: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  merge_memory: Type.Optional(Type.Union([Type.Boolean(), Type.String()]))
})

/** Since 2018, and before. */
const PATHS = [
  '/build/v1/users/:user/bots/:bot/versions/:version/builder/conversation_states/:id',
  '/build/v1/users/:user/bots/:bot/builders/v1/conversation_states/:id'
]

interface One { Params: { id: string } }

/** The state of a conversation, to read, change and forget. */
export function stateRoutes (scope: FastifyInstance, conversations: Conversations): void {
  for (const path of PATHS) {
    scope.get<One>(path, async ({ params }) => answer(stateOf((await conversations.get(params.id)).state)))

    scope.put<One & {
      Body: Static<typeof EditSchema>
    }>(path, { schema: { body: EditSchema } }, async ({ params, body }) => {
      const { language, memory, merge_memory: merge } = body
      checkMemory(memory)
      const changed = await conversations.change(params.id, state =>
        applyContext(state, { ...(language && { language }), ...(memory && { memory }), merge: isTrue(merge) }))
      return answer(stateOf(changed))
    })

    scope.delete<One>(path, async ({ params }, reply) => {
      await conversations.remove(params.id)
      return reply.code(204).send()
    })
  }
}

function stateOf ({ asking, ...state }: ConversationState) {
  return state
}
