import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import {
  FST_BOT_CONVERSATION_BUSY, FST_BOT_CONVERSATION_CONFLICT, FST_BOT_CONVERSATION_NOT_FOUND
} from '../../../errors.ts'
import type { TurnResult } from '../../engine/turn-result.ts'
import { createInitialState, type ConversationState } from '../../engine/state.ts'
import type { ServedBot } from '../served-bot.ts'
import { applyContext } from './apply-context.ts'
import type {
  CallContext, ConnectorMessage, Conversation, MessageDraft, PendingInput, UserInput
} from './conversation.ts'
import { createKeyedQueue } from './keyed-queue.ts'
import { boundReplies, isId, keepsMemory } from './limits.ts'
import type { ConversationStore } from './store.ts'
import { traceTurn, type PlatformTurnTrace } from './turn-channel.ts'

/** What answers the webchat channel: the engine, or a bot at a URL of its own. */
export type Responder = (conversation: Conversation, pending: PendingInput) => Promise<{
  state: ConversationState, replies: readonly unknown[]
}>

export type DialogTurn = Omit<TurnResult, 'calls'>

/** All conversations of one bot. Each takes its calls one after the other, among all processes that share the store. */
export interface Conversations {
  /** Says a sentence and waits for the replies. A conversation that is not there begins with it. */
  say: (id: string, input: UserInput & CallContext, source: 'dialog' | 'converse') => Promise<DialogTurn>
  /** Begins a conversation of the webchat channel. */
  open: () => Promise<Conversation>
  /**
   * Stores what the user says in the webchat, and has it answered. It is safe when this resolves: should this process
   * die, another one, or the next, answers it.
   *
   * @param messageId the same message is taken once
   * @throws FST_BOT_CONVERSATION_NOT_FOUND, FST_BOT_CONVERSATION_BUSY
   */
  post: (
    conversation: Conversation,
    attachment: MessageDraft['attachment'],
    input: UserInput & CallContext,
    messageId?: string
  ) => Promise<void>
  /** Appends messages of the bot. @throws FST_BOT_CONVERSATION_NOT_FOUND */
  push: (id: string, messages: readonly unknown[]) => Promise<void>
  /** @returns how many conversations got them */
  broadcast: (messages: readonly unknown[]) => Promise<number>
  /** @throws FST_BOT_CONVERSATION_NOT_FOUND */
  get: (id: string) => Promise<Conversation>
  /** @throws FST_BOT_CONVERSATION_NOT_FOUND */
  getByChatId: (chatId: string) => Promise<Conversation>
  /** @throws FST_BOT_CONVERSATION_NOT_FOUND */
  remove: (id: string) => Promise<void>
  /** Changes the state when no turn is being taken. @throws FST_BOT_CONVERSATION_NOT_FOUND */
  change: (id: string, change: (state: ConversationState) => ConversationState) => Promise<ConversationState>
  /** Answers inputs whose process has died. */
  answerLeftOver: () => Promise<void>
  /** Waits for the turns that are being taken. */
  settled: () => Promise<void>
}

interface Parts {
  /** Names the bot in traces. */
  name: string
  bot: ServedBot
  store: ConversationStore
  log: FastifyBaseLogger
  /** Default: the engine. */
  respond: Responder | undefined
}

const MAX_WAITING = 50 // inputs of one conversation
const MAX_BROADCAST = 100_000 // conversations

export function createConversations ({ name, bot, store, log, respond: given }: Parts): Conversations {
  const respond = given ?? respondByEngine
  const queue = createKeyedQueue(MAX_WAITING)

  return {
    say: (id, input, source) => exclusively(id, async () => {
      const conversation = await loadOrCreate(id)
      return traceTurn({ bot: name, conversation: id, source }, async trace => {
        const { logs, nlp, ...taken } = await runTurn(conversation.state, input)
        const { state, replies } = bounded(conversation, taken)
        await commit(conversation, state, [], undefined)
        describe(trace, state, replies)
        return { state, replies, logs, nlp }
      })
    }),

    async open () {
      const id = randomUUID()
      await store.create({
        id, chatId: randomUUID(), channel: 'webchat', state: createInitialState({ id }, randomUUID)
      })
      return get(id)
    },

    async post ({ id }, attachment, input, messageId = randomUUID()) {
      if (queue.isFull(id)) throw new FST_BOT_CONVERSATION_BUSY()
      const stored = await store.append(id, [{ id: messageId, isBot: false, attachment, input }])
      if (stored === undefined) throw new FST_BOT_CONVERSATION_NOT_FOUND()
      if (stored.length > 0) answerSoon(id)
    },

    async push (id, messages) {
      if (await store.append(id, messages.map(draftOf)) === undefined) throw new FST_BOT_CONVERSATION_NOT_FOUND()
    },

    async broadcast (messages) {
      const all = await store.list(MAX_BROADCAST)
      for (const { id } of all) await store.append(id, messages.map(draftOf))
      return all.length
    },

    get,
    getByChatId: chatId => found(chatId, store.findByChatId),
    async remove (id) {
      await get(id)
      await store.remove(id)
    },

    change: (id, change) => exclusively(id, async () => {
      const conversation = await get(id)
      const state = change(conversation.state)
      await commit(conversation, state, [], undefined)
      return state
    }),

    async answerLeftOver () {
      for (const id of await store.unanswered()) answerSoon(id, false)
    },

    settled: queue.idle
  }

  async function get (id: string): Promise<Conversation> {
    return found(id, store.load)
  }

  async function found (id: string, find: (id: string) => Promise<Conversation | undefined>): Promise<Conversation> {
    const conversation = isId(id) ? await find(id) : undefined
    if (conversation === undefined) throw new FST_BOT_CONVERSATION_NOT_FOUND()
    return conversation
  }

  async function loadOrCreate (id: string): Promise<Conversation> {
    const known = await store.load(id)
    if (known !== undefined) return known
    await store.create({ id, chatId: id, channel: 'api', state: createInitialState({ id }, randomUUID) })
    return get(id)
  }

  /** What was said before is answered first. */
  function exclusively<T> (id: string, work: () => Promise<T>): Promise<T> {
    return queue.run(id, async () => {
      const unlock = await store.lock(id, true)
      if (unlock === undefined) throw new FST_BOT_CONVERSATION_BUSY()
      try {
        await answerInputs(id)
        return await work()
      } finally {
        await unlock()
      }
    })
  }

  /** @param wait for another process that has the conversation; otherwise that one answers */
  function answerSoon (id: string, wait = true): void {
    queue.run(id, async () => {
      const unlock = await store.lock(id, wait)
      if (unlock === undefined) return
      try {
        await answerInputs(id)
      } finally {
        await unlock()
      }
    }).catch(error => {
      log.error({ conversation: id, failure: error.message, code: error.code },
        'bot platform: an input is not answered yet')
    })
  }

  /** The caller has the conversation to itself. */
  async function answerInputs (id: string): Promise<void> {
    for (let pending = await store.nextInput(id); pending !== undefined; pending = await store.nextInput(id)) {
      const conversation = await store.load(id)
      if (conversation === undefined) return
      if (!await answerInput(conversation, pending)) return
    }
  }

  /** @returns whether to go on with the next one */
  async function answerInput (conversation: Conversation, pending: PendingInput): Promise<boolean> {
    try {
      await traceTurn({ bot: name, conversation: conversation.id, source: 'webchat' }, async trace => {
        const { state, replies } = bounded(conversation, await responseTo(conversation, pending))
        await commit(conversation, state, replies.map(draftOf), pending.seq)
        describe(trace, state, replies)
      })
      return true
    } catch (error) {
      log.error({ conversation: conversation.id, failure: (error as Error).message },
        'bot platform: cannot store a turn; it is taken again')
      return false
    }
  }

  /** An input that cannot be answered must not keep those after it waiting. */
  async function responseTo (conversation: Conversation, pending: PendingInput): ReturnType<Responder> {
    try {
      return await respond(conversation, pending)
    } catch (error) {
      log.error({ conversation: conversation.id, err: error }, 'bot platform: a turn failed; the user gets no reply')
      return { state: conversation.state, replies: [] }
    }
  }

  async function respondByEngine ({ state }: Conversation, { input }: PendingInput) {
    return runTurn(state, input)
  }

  function runTurn (state: ConversationState, {
    text, skill, ...context
  }: UserInput & CallContext): Promise<DialogTurn> {
    return bot.runTurn(applyContext(state, context), { text, ...(skill !== undefined && { understood: { skill } }) })
  }

  /** A memory that is too large is not kept, and the rest of replies that are too large not sent. */
  function bounded (
    { id, state: before }: Conversation, { state, replies }: { state: ConversationState, replies: readonly unknown[] }
  ): { state: ConversationState, replies: readonly unknown[] } {
    const kept = boundReplies(replies)
    if (kept.length < replies.length) {
      log.warn({ conversation: id, replies: replies.length, sent: kept.length },
        'bot platform: replies are too large; the last ones are not sent')
    }
    if (keepsMemory(state.memory)) return { state, replies: kept }
    log.warn({ conversation: id }, 'bot platform: the memory is too large; the one from before the turn is kept')
    return { state: { ...state, memory: before.memory }, replies: kept }
  }

  async function commit (
    { id, version }: Conversation,
    state: ConversationState,
    messages: readonly MessageDraft[],
    answered: number | undefined
  ): Promise<ConnectorMessage[]> {
    const stored = await store.commit(id, { version, state, messages, ...(answered !== undefined && { answered }) })
    if (stored === undefined) throw new FST_BOT_CONVERSATION_CONFLICT()
    return stored
  }

  function describe (trace: PlatformTurnTrace, { skill }: ConversationState, replies: readonly unknown[]): void {
    trace.skill = skill
    trace.messages = replies.length
  }
}

/** A reply that is no object is kept as what it is: clients show nothing for it. */
function draftOf (message: unknown): MessageDraft {
  const attachment = typeof message === 'object' && message !== null && !Array.isArray(message)
    ? { ...message }
    : { type: null, content: message }
  return { id: randomUUID(), isBot: true, attachment }
}
