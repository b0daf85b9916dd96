import type { FastifyInstance } from 'fastify'
import { answer } from '../answer.ts'
import type { Conversation } from '../conversations/conversation.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { ConversationStore } from '../conversations/store.ts'

const MAX_LISTED = 1000

/** The conversations of the bot, for programs. */
export function conversationRoutes (
  scope: FastifyInstance, conversations: Conversations, store: ConversationStore
): void {
  scope.get('/conversations', async () => answer((await store.list(MAX_LISTED)).map(summaryOf)))

  scope.get<{ Params: { id: string } }>('/conversations/:id', async ({ params }) => {
    const conversation = await conversations.get(params.id)
    return answer({ ...summaryOf(conversation), messages: await store.messages(params.id) })
  })
}

function summaryOf ({ id, chatId, channel, updatedAt }: Conversation) {
  return {
    id,
    chatId,
    channel,
    updatedAt: new Date(updatedAt).toISOString(),
    participants: [
      { id: `user-${id}`, isBot: false, senderId: id },
      { id: `bot-${id}`, isBot: true, senderId: 'bot' }
    ]
  }
}
