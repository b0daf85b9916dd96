import { deepFreeze } from '../../engine/deep-freeze.ts'
import type { ConnectorMessage, Conversation, MessageDraft, PendingInput } from './conversation.ts'
import { createListeners } from './listeners.ts'
import { toConnectorMessage, type ConversationStore, type StoreLimits } from './store.ts'

interface Entry {
  conversation: Conversation
  messages: ConnectorMessage[]
  inputs: PendingInput[]
  nextSeq: number
  lastAt: number
}

/** Conversations in the memory of this process: they end with it. */
export function createMemoryStore ({
  maxConversations, maxMessages
}: StoreLimits, now: () => number = Date.now): ConversationStore {
  const entries = new Map<string, Entry>() // the one that was changed last comes last
  const idsByChat = new Map<string, string>()
  const listeners = createListeners()

  return {
    isShared: false,
    async create ({ id, chatId, channel, state }) {
      if (entries.has(id)) return
      makeRoom()
      const conversation = deepFreeze({ id, chatId, channel, state, version: 0, updatedAt: now() })
      entries.set(id, { conversation, messages: [], inputs: [], nextSeq: 1, lastAt: 0 })
      idsByChat.set(chatId, id)
    },
    load: async id => entries.get(id)?.conversation,
    findByChatId: async chatId => entries.get(idsByChat.get(chatId) ?? '')?.conversation,
    list: async limit => [...entries.values()].slice(-limit).reverse().map(({ conversation }) => conversation),
    async remove (id) { remove(id) },
    async removeIdle (before) {
      const idle = [...entries.values()].filter(({ conversation }) => conversation.updatedAt < before)
      for (const { conversation } of idle) remove(conversation.id)
      return idle.length
    },
    count: async () => entries.size,

    lock: async () => async () => {}, // whoever asks is alone already: there is one process
    async commit (id, { version, state, messages, answered }) {
      const entry = entries.get(id)
      if (entry === undefined || entry.conversation.version !== version) return undefined
      if (answered !== undefined) entry.inputs = entry.inputs.filter(({ seq }) => seq !== answered)
      entry.conversation = deepFreeze({ ...entry.conversation, state, version: version + 1 })
      return store(entry, messages)
    },
    async append (id, messages) {
      const entry = entries.get(id)
      return entry && store(entry, messages)
    },
    async messages (id, after) {
      const { messages } = entries.get(id) ?? { messages: [] }
      return messages.slice(messages.findIndex(message => message.id === after) + 1)
    },
    nextInput: async id => entries.get(id)?.inputs[0],
    unanswered: async () => [], // nobody else could have taken it

    onMessages: listeners.add,
    async ping () {},
    async close () {
      entries.clear()
      idsByChat.clear()
    }
  }

  function store (entry: Entry, drafts: readonly MessageDraft[]): ConnectorMessage[] {
    const { id } = entry.conversation
    const known = new Set(entry.messages.map(message => message.id))
    const stored: ConnectorMessage[] = []
    for (const draft of drafts) {
      if (known.has(draft.id)) continue
      entry.lastAt = Math.max(now(), entry.lastAt + 1)
      stored.push(deepFreeze(toConnectorMessage(id, structuredClone(draft), entry.lastAt)))
      if (draft.input !== undefined) {
        entry.inputs.push(deepFreeze({ seq: entry.nextSeq, messageId: draft.id, input: draft.input }))
      }
      entry.nextSeq++
    }
    entry.messages = [...entry.messages, ...stored].slice(-maxMessages)
    entry.conversation = deepFreeze({ ...entry.conversation, updatedAt: now() })
    entries.delete(id)
    entries.set(id, entry)
    if (stored.length > 0) listeners.notify(id)
    return stored
  }

  function makeRoom (): void {
    while (entries.size >= maxConversations) remove(entries.keys().next().value as string)
  }

  function remove (id: string): void {
    const entry = entries.get(id)
    if (entry === undefined) return
    idsByChat.delete(entry.conversation.chatId)
    entries.delete(id)
    listeners.notify(id)
  }
}
