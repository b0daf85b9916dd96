import { Type, type Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { FST_BOT_CONVERSATION_NOT_FOUND } from '../../../errors.ts'
import { answer, httpError } from '../answer.ts'
import type { ConnectorMessage, Conversation } from '../conversations/conversation.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { isId, MAX_TEXT_CHARS } from '../conversations/limits.ts'
import type { ConversationStore } from '../conversations/store.ts'
import { checkMemory, isTrue } from '../runtime/dialog.ts'
import { inputOf, shownAttachment } from '../user-input.ts'
import { waitTimeOf, type Polls } from './polls.ts'
import type { ChannelPreferences } from './preferences.ts'

const MessageSchema = Type.Object({
  message: Type.Object({
    id: Type.Optional(Type.String({ pattern: '^[\\w-]{1,100}$' })),
    attachment: Type.Record(Type.String(), Type.Unknown())
  }),
  chatId: Type.String(),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2}$' })),
  participant_data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  memoryOptions: Type.Optional(Type.Union([Type.Null(), Type.Object({
    memory: Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])),
    merge: Type.Optional(Type.Unknown())
  })]))
})

export interface WebchatParts {
  channelId: string
  preferences: ChannelPreferences
  conversations: Conversations
  store: ConversationStore
  polls: Polls
  /** Adds to a message what a page draws of it. */
  show: (message: ConnectorMessage) => unknown
}

interface OfConversation {
  Params: { channel: string, id: string }, Querystring: { last_message_id?: string, shown?: string }
}

/** The webchat channel: what a chat in a page talks to. */
export function webchatRoutes (scope: FastifyInstance, {
  channelId, preferences, conversations, store, polls, show
}: WebchatParts): void {
  scope.addHook<{ Params: { channel?: string } }>('preHandler', async ({ params }) => {
    if (params.channel !== channelId) throw httpError(404, 'Channel not found')
  })

  scope.get('/:channel/preferences', async () => answer(preferences))

  scope.post('/:channel/conversations', async (_request, reply) => {
    const { id, chatId } = await conversations.open()
    return reply.code(201).send(answer({ id, chatId, channel: channelId }, 'Conversation successfully created'))
  })

  scope.post<{
    Params: { channel: string }, Body: Static<typeof MessageSchema>
  }>('/:channel', { schema: { body: MessageSchema } }, async ({ body }) => {
    const { message: { id, attachment }, chatId, language, participant_data: participant, memoryOptions } = body
    const input = inputOf(attachment)
    if (input === undefined) {
      throw httpError(400,
        'message.attachment must be { type, content }, with words as its content')
    }
    if (input.text.length > MAX_TEXT_CHARS) {
      throw httpError(400,
      `The message has more than ${MAX_TEXT_CHARS} characters`)
    }
    const { memory, merge } = memoryOptions ?? {}
    checkMemory(memory)
    checkMemory(participant)
    const conversation = await conversations.getByChatId(chatId)
    const context = {
      ...(language && { language }),
      ...(memory && { memory, merge: isTrue(merge) }),
      ...(participant && { participant })
    }
    await conversations.post(conversation, shownAttachment(attachment, input), { ...input, ...context }, id)
    return answer(null, 'Message successfully received')
  })

  scope.get<OfConversation>('/:channel/conversations/:id/messages', async ({ params, query }) => {
    await ofChannel(params.id)
    return answer(shown(await store.messages(params.id), query))
  })

  scope.get<OfConversation>('/:channel/conversations/:id/poll', async ({ params, query, raw }) => {
    await ofChannel(params.id)
    const messages = await polls.wait(params.id, lastOf(query), raw)
    const { updatedAt } = await ofChannel(params.id) // it may have been forgotten meanwhile
    return answer({ messages: shown(messages, query), waitTime: messages.length > 0 ? 0 : waitTimeOf(updatedAt) })
  })

  /** It may come without a value. */
  function lastOf ({ last_message_id: last = '' }: OfConversation['Querystring']): string | undefined {
    return isId(last) ? last : undefined
  }

  /** Conversations of the runtime API are none of a page's business: their ids can be guessed. */
  async function ofChannel (id: string): Promise<Conversation> {
    const conversation = await conversations.get(id)
    if (conversation.channel !== 'webchat') throw new FST_BOT_CONVERSATION_NOT_FOUND()
    return conversation
  }

  function shown (messages: readonly ConnectorMessage[], { shown }: OfConversation['Querystring']): unknown[] {
    return shown === undefined ? [...messages] : messages.map(show)
  }
}
