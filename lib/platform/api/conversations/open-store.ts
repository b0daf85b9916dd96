import type { FastifyBaseLogger } from 'fastify'
import { createMemoryStore } from './memory-store.ts'
import { openSqlStore } from './sql-store.ts'
import type { ConversationStore } from './store.ts'

const MAX_MESSAGES = 1000 // of a conversation

/** @throws FST_BOT_PACKAGE_MISSING, FST_BOT_STORE_UNAVAILABLE, FST_BOT_STORE_LOCKED */
export async function openConversationStore (
  url: string, { name, log, maxConversations }: { name: string, log: FastifyBaseLogger, maxConversations: number }
): Promise<ConversationStore> {
  const limits = { maxConversations, maxMessages: MAX_MESSAGES }
  return url === 'memory:' ? createMemoryStore(limits) : openSqlStore(url, { ...limits, bot: name, log })
}
