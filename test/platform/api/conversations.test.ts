import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import type { PlatformTurnTrace } from '../../../lib/platform/api/index.ts'
import { createConversations, type Responder } from '../../../lib/platform/api/conversations/conversations.ts'
import { createMemoryStore } from '../../../lib/platform/api/conversations/memory-store.ts'
import type { ConversationStore } from '../../../lib/platform/api/conversations/store.ts'
import { loadServedBot } from '../../../lib/platform/api/served-bot.ts'
import { memoryBot } from '../../support/platform.ts'

const bot = await loadServedBot({ bot: memoryBot })
const text = (content: unknown) => ({ type: 'text', content })
const echo: Responder = async ({ state }, { input }) => ({ state, replies: [text(`said ${input.text}`)] })

/** Conversations in memory whose responder and store a test may break. */
async function open (respond: Responder = echo, broken: Partial<ConversationStore> = {}) {
  const logs: string[] = []
  const { log } = Fastify({ logger: { stream: { write: line => { logs.push(JSON.parse(line).msg) } } } })
  const store = { ...createMemoryStore({ maxConversations: 10, maxMessages: 100 }), ...broken }
  const conversations = createConversations({ name: 'bot', bot, store, log, respond })
  const conversation = await conversations.open()
  return {
    conversations,
    conversation,
    store,
    logs,
    say: (words: string) => conversations.post(conversation, text(words), { text: words }),
    /** What the bot has said, once all that was said is answered. */
    async replies (): Promise<unknown[]> {
      await conversations.settled()
      const messages = await store.messages(conversation.id)
      return messages.filter(({ participant }) => participant.isBot).map(({ attachment }) => attachment.content)
    }
  }
}

function tracesOf (t: Test): PlatformTurnTrace[] {
  const traces: PlatformTurnTrace[] = []
  const errors = tracingChannel<unknown, PlatformTurnTrace>('fastify-bot-webhook:platform-turn').error
  const listener = (trace: unknown): void => { traces.push(trace as PlatformTurnTrace) }
  errors.subscribe(listener)
  t.teardown(() => errors.unsubscribe(listener))
  return traces
}

t.test('a turn that fails is logged, and those after it are answered', async t => {
  const { say, replies, logs } = await open(async (conversation, pending) => {
    if (pending.input.text === 'one') throw new Error('broken')
    return echo(conversation, pending)
  })
  await say('one')
  await say('two')
  t.strictSame(await replies(), ['said two'])
  t.strictSame(logs, ['bot platform: a turn failed; the user gets no reply'])
})

t.test('a turn that cannot be stored is taken again by the next one, is told as failed and is not lost', async t => {
  const traces = tracesOf(t)
  for (const [fail, told] of [
    [async () => { throw new Error('away') }, 'away'], [async () => undefined, 'another change']
  ] as const) {
    const { say, replies, logs, store, conversations, conversation } = await open()
    const { commit } = store
    store.commit = fail
    await say('one')
    t.strictSame(await replies(), [], told)
    t.strictSame(logs, ['bot platform: cannot store a turn; it is taken again'])
    t.match(traces.splice(0), [{ conversation: conversation.id, source: 'webchat', outcome: 'failed', messages: 0 }])
    store.commit = commit
    await say('two')
    t.strictSame(await replies(), ['said one', 'said two'])
    store.commit = fail
    await t.rejects(conversations.say(conversation.id, { text: 'hello' }, 'dialog'))
    t.match(traces.splice(0), [{ source: 'dialog', outcome: 'failed' }])
  }
})

t.test('what a turn comes to is bounded: replies that are too large, and a memory that is', async t => {
  const large = 'x'.repeat(600_000)
  const { say, replies, logs, conversations, conversation } = await open(async ({ state }, { input }) =>
    input.text === 'replies'
      ? {
          state: { ...state, memory: { kept: 1 } },
          replies: ['a text', text('small'), text(large), text(large), text('x')]
        }
      : { state: { ...state, memory: { large } }, replies: [text('done')] })
  await say('replies')
  await say('memory')
  t.strictSame(await replies(), ['a text', 'small', large, 'done'], 'a reply that is no object is kept, too')
  t.strictSame(logs, [
    'bot platform: replies are too large; the last ones are not sent',
    'bot platform: the memory is too large; the one from before the turn is kept'
  ])
  t.strictSame((await conversations.get(conversation.id)).state.memory, { kept: 1 })
})

t.test('fifty sentences of one conversation wait, and more are turned away', async t => {
  const busy = { code: 'FST_BOT_CONVERSATION_BUSY', statusCode: 429 }
  let release = (): void => {}
  const released = new Promise<void>(resolve => { release = resolve })
  const { say, replies, conversations, conversation } = await open(async (...given) => {
    await released
    return echo(...given)
  })
  for (let count = 0; count < 50; count++) await say(`${count}`)
  await t.rejects(say('one more'), busy)
  await t.rejects(conversations.change(conversation.id, state => state), busy)
  release()
  t.equal((await replies()).length, 50)
  await say('later')
  t.equal((await replies()).at(-1), 'said later')
})

t.test('a conversation that is forgotten meanwhile takes nothing', async t => {
  const gone = { code: 'FST_BOT_CONVERSATION_NOT_FOUND' }
  const { say, replies, conversations, conversation, store, logs } = await open()
  const { load } = store
  store.load = async () => undefined
  await say('hello')
  t.strictSame(await replies(), [])
  store.load = load
  await conversations.remove(conversation.id)
  await t.rejects(say('hello'), gone)
  await t.rejects(conversations.push(conversation.id, [text('x')]), gone)
  t.strictSame(logs, [])
})

t.test('a conversation that another process has is left to it; one that cannot be had is tried again', async t => {
  const { say, replies, conversations, conversation, store, logs } = await open()
  const { lock } = store
  store.lock = async () => undefined
  await say('one')
  await t.rejects(conversations.change(conversation.id, state => state), { code: 'FST_BOT_CONVERSATION_BUSY' })
  t.strictSame(await replies(), [])
  t.strictSame(logs, [])

  store.lock = async () => { throw new Error('away') }
  await say('two')
  t.strictSame(await replies(), [])
  await sleep(0)
  t.strictSame(logs, ['bot platform: an input is not answered yet'])

  store.lock = lock
  store.unanswered = async () => [conversation.id]
  await conversations.answerLeftOver()
  t.strictSame(await replies(), ['said one', 'said two'])
})
