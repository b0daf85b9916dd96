import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { migrate } from '../../../store/migrate.ts'
import { openStore } from '../../../store/open.ts'
import type { Queryable } from '../../../store/store.ts'
import type { Channel, ConnectorMessage, Conversation, MessageDraft } from './conversation.ts'
import { createListeners } from './listeners.ts'
import { createSharedLocks } from './sql-lock.ts'
import { migration } from './sql-tables.ts'
import { toConnectorMessage, type ConversationStore, type StoreLimits } from './store.ts'

interface ConversationRow {
  id: string, chat_id: string, channel: Channel, state: string, version: number, updated_at: number
}
interface Numbering { next_seq: number, last_at: number }

const CHANNEL = 'bot_webhook_conversation'

const COLUMNS = 'id, chat_id, channel, state::text, version, updated_at'

/**
 * Conversations in PostgreSQL, which several processes may share, or in PGlite.
 *
 * @param bot names it: several may share the tables
 */
export async function openSqlStore (
  url: string, { bot, log, maxConversations, maxMessages }: StoreLimits & { bot: string, log: FastifyBaseLogger }
): Promise<ConversationStore> {
  const database = await openStore(url, { log })
  await migrate(database, migration)
  const listeners = createListeners()
  const locks = createSharedLocks(database, bot, log)
  const origin = randomUUID()
  const subscription = await database.listen(CHANNEL, message => {
    const [from, of, id] = JSON.parse(message) as string[]
    if (from !== origin && of === bot) listeners.notify(id as string)
  })

  return {
    isShared: database.kind === 'postgres',
    async create ({ id, chatId, channel, state }) {
      await database.query(`
        INSERT INTO bot_webhook.conversation (bot, id, chat_id, channel, state, updated_at)
          VALUES ($1, $2, $3, $4, $5::json, $6)
        ON CONFLICT DO NOTHING`, [bot, id, chatId, channel, JSON.stringify(state), Date.now()])
    },
    load: id => one('id', id),
    findByChatId: chatId => one('chat_id', chatId),
    async list (limit) {
      const rows = await database.query<ConversationRow>(`
        SELECT ${COLUMNS} FROM bot_webhook.conversation WHERE bot = $1 ORDER BY updated_at DESC, id
          LIMIT $2`, [bot, limit])
      return rows.map(conversationOf)
    },
    async remove (id) {
      await database.query('DELETE FROM bot_webhook.conversation WHERE bot = $1 AND id = $2', [bot, id])
      await tellOthers(database, id)
      listeners.notify(id)
    },
    async removeIdle (before) {
      const rows = await database.query(`
        DELETE FROM bot_webhook.conversation WHERE bot = $1 AND (updated_at < $2 OR id IN
          (SELECT id FROM bot_webhook.conversation WHERE bot = $1 ORDER BY updated_at DESC OFFSET $3))
            RETURNING 1`, [bot, before, maxConversations])
      return rows.length
    },
    async count () {
      const [row] = await database.query<{
        count: number
      }>('SELECT count(*)::integer AS count FROM bot_webhook.conversation WHERE bot = $1', [bot])
      return Number(row?.count)
    },

    lock: locks.lock,
    commit: (id, { version, state, messages, answered }) => database.transaction(async tx => {
      const [numbering] = await tx.query<Numbering>(`
        UPDATE bot_webhook.conversation SET state = $4::json, version = version + 1, updated_at = $5 WHERE bot = $1
          AND id = $2 AND version = $3
        RETURNING next_seq, last_at`, [bot, id, version, JSON.stringify(state), Date.now()])
      if (numbering === undefined) return undefined
      if (answered !== undefined) {
        await tx.query(
          'UPDATE bot_webhook.conversation_message SET input = NULL WHERE bot = $1 AND conversation = $2 AND seq = $3',
          [bot, id, answered]
        )
      }
      return insert(tx, id, numbering, messages)
    }).then(tellListeners(id)),
    append: (id, messages) => database.transaction(async tx => {
      const [numbering] = await tx.query<Numbering>(`
        UPDATE bot_webhook.conversation SET updated_at = $3 WHERE bot = $1 AND id = $2
          RETURNING next_seq, last_at`, [bot, id, Date.now()])
      return numbering && insert(tx, id, numbering, messages)
    }).then(tellListeners(id)),
    async messages (id, after) {
      const rows = await database.query<{ message: string }>(`
        SELECT message::text FROM bot_webhook.conversation_message WHERE bot = $1 AND conversation = $2
          AND seq > coalesce(
          (SELECT seq FROM bot_webhook.conversation_message WHERE bot = $1 AND conversation = $2 AND id = $3), 0)
        ORDER BY seq`, [bot, id, after ?? null])
      return rows.map(({ message }) => JSON.parse(message))
    },
    async nextInput (id) {
      const [row] = await database.query<{ seq: number, id: string, input: string }>(`
        SELECT seq, id, input::text FROM bot_webhook.conversation_message WHERE bot = $1 AND conversation = $2
          AND input IS NOT NULL ORDER BY seq LIMIT 1`, [bot, id])
      return row && { seq: row.seq, messageId: row.id, input: JSON.parse(row.input) }
    },
    async unanswered () {
      const rows = await database.query<{ conversation: string }>(`
        SELECT DISTINCT conversation FROM bot_webhook.conversation_message WHERE bot = $1 AND input IS NOT NULL
          LIMIT 100`, [bot])
      return rows.map(({ conversation }) => conversation)
    },

    onMessages: listeners.add,
    async ping () { await database.query('SELECT 1') },
    async close () {
      locks.close()
      await subscription.close()
      await database.close()
    }
  }

  async function one (column: 'id' | 'chat_id', value: string): Promise<Conversation | undefined> {
    const [row] = await database.query<ConversationRow>(`SELECT ${COLUMNS} FROM bot_webhook.conversation WHERE bot = $1
      AND ${column} = $2`, [bot, value])
    return row && conversationOf(row)
  }

  /** The transaction has changed the row of the conversation, so nobody else numbers its messages at the same time. */
  async function insert (tx: Queryable, id: string, {
    next_seq: first, last_at: lastAt
  }: Numbering, drafts: readonly MessageDraft[]): Promise<ConnectorMessage[]> {
    if (drafts.length === 0) return []
    let seq = first
    let at = lastAt
    const stored: ConnectorMessage[] = []
    for (const draft of drafts) {
      at = Math.max(Date.now(), at + 1)
      const message = toConnectorMessage(id, draft, at)
      const rows = await tx.query(`
        INSERT INTO bot_webhook.conversation_message (bot, conversation, seq, id, message, input)
          VALUES ($1, $2, $3, $4, $5::json, $6::json)
        ON CONFLICT DO NOTHING RETURNING 1`, [bot, id, seq, draft.id, JSON.stringify(message), draft.input === undefined
        ? null
        : JSON.stringify(draft.input)])
      if (rows.length === 0) continue
      seq++
      stored.push(message)
    }
    await tx.query('UPDATE bot_webhook.conversation SET next_seq = $3, last_at = $4 WHERE bot = $1 AND id = $2',
      [bot, id, seq, at])
    await tx.query('DELETE FROM bot_webhook.conversation_message WHERE bot = $1 AND conversation = $2 AND seq < $3 ' +
      'AND input IS NULL', [bot, id, seq - maxMessages])
    await tellOthers(tx, id)
    return stored
  }

  /** Other processes; PGlite has none. */
  async function tellOthers (tx: Queryable, id: string): Promise<void> {
    if (database.kind === 'pglite') return
    await tx.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify([origin, bot, id])])
  }

  function tellListeners (id: string) {
    return <T>(stored: T): T => {
      listeners.notify(id)
      return stored
    }
  }
}

function conversationOf ({
  id, chat_id: chatId, channel, state, version, updated_at: updatedAt
}: ConversationRow): Conversation {
  return { id, chatId, channel, state: JSON.parse(state), version, updatedAt: Number(updatedAt) }
}
