import { memoryOfPage, tellPage } from './bridge.js'
import { ConversationGone } from './client.js'
import { createStorage } from './storage.js'

const RETRY_MS = { first: 500, longest: 15_000 }
const TYPING_MS = 20_000 // after that nobody believes that an answer is being written

/**
 * The conversation of a page: what was said, and what goes on.
 *
 * @param onChange is called when there is something else to draw
 */
export function createChat ({ client, settings, preferences, onChange }) {
  const storage = createStorage(settings, preferences.conversationTimeToLive)
  const state = {
    isOpen: false,
    /** `{ id, isBot, shown, attachment }`, a user's own with `failed`; or `{ id, notice }`. */
    messages: [],
    isTyping: false,
    isOffline: false,
    unread: 0
  }
  let conversation // { id, chatId }
  let opening
  let last = '' // id of the newest message that the server has told of
  let polling = false
  let delayed = Promise.resolve() // each message waits for the delay of the one before
  let skips = 0 // how often the user did not wait for that
  let endDelay = () => {}
  let typing

  return { state, resume, open, close, say, press, retry }

  /** Goes on with the conversation that the page had before it was loaded again. */
  async function resume () {
    const kept = storage.load()
    if (kept === undefined) {
      if (preferences.openingType === 'always') await open()
      return
    }
    conversation = { id: kept.id, chatId: kept.chatId }
    state.isOpen = kept.isOpen === true
    const history = await persist(() => client.history(conversation.id)).catch(beginAgain)
    for (const message of history ?? []) add(message)
    last = history?.at(-1)?.id ?? ''
    onChange()
    poll()
  }

  async function open () {
    state.isOpen = true
    state.unread = 0
    onChange()
    await ensureConversation()
  }

  function close () {
    state.isOpen = false
    if (conversation !== undefined) save()
    onChange()
  }

  async function ensureConversation () {
    if (conversation === undefined) {
      opening ??= persist(() => client.open()).finally(() => { opening = undefined })
      conversation = await opening
    }
    save()
    poll()
  }

  function save () {
    storage.save({ ...conversation, isOpen: state.isOpen })
  }

  function say (text) {
    return send({ type: 'text', content: text })
  }

  function press ({ title, value, press }) {
    return send({ type: press === 'skill' ? 'trigger_skill' : 'button', content: { title: title.full, value } })
  }

  function retry (message) {
    state.messages = state.messages.filter(other => other !== message)
    return send(message.sent, message.id)
  }

  /** The id makes sure that the server takes the message once, however often it is sent. */
  async function send (attachment, id = randomId()) {
    const { content } = attachment
    await skipDelays()
    const message = {
      id,
      isBot: false,
      attachment: { type: 'text', content: content.value ?? content, title: content.title },
      sent: attachment
    }
    state.messages = [...state.messages, message]
    setTyping(true)
    try {
      await ensureConversation()
      const memoryOptions = await memoryOfPage(conversation.id)
      const body = () => ({
        message: { id, attachment },
        chatId: conversation.chatId,
        ...(settings.language && { language: settings.language }),
        ...(memoryOptions && { memoryOptions })
      })
      await persist(() => client.send(body())).catch(async error => {
        await beginAgain(error)
        await persist(() => client.send(body()))
      })
      tellPage([message])
    } catch {
      message.failed = true
      setTyping(false)
    }
    onChange()
  }

  /** Asks for messages as long as the page is there, or until the server says no. */
  async function poll () {
    if (polling) return
    polling = true
    try {
      for (;;) {
        const { messages } = await persist(() => client.poll(conversation.id, last)).catch(beginAgain) ??
          { messages: [] }
        receive(messages)
      }
    } catch (error) {
      console.error('webclient:', error)
      setOffline(true)
    } finally {
      polling = false
    }
  }

  /** When the server has forgotten the conversation, a new one begins below what was said. */
  async function beginAgain (error) {
    if (!(error instanceof ConversationGone)) throw error
    last = ''
    conversation = await persist(() => client.open())
    if (state.messages.length > 0) state.messages = [...state.messages, { id: randomId(), notice: 'newConversation' }]
    save()
    onChange()
  }

  /** Tries again, later and later, what fails for want of an answer. What the server refuses it would refuse again. */
  async function persist (call) {
    for (let pause = RETRY_MS.first; ; pause = Math.min(pause * 2, RETRY_MS.longest)) {
      try {
        const result = await call()
        if (state.isOffline) setOffline(false)
        return result
      } catch (error) {
        const isRefused = error instanceof ConversationGone ||
          (error.status >= 400 && error.status < 500 && error.status !== 429)
        if (isRefused) throw error
        setOffline(true)
        await sleep(pause)
      }
    }
  }

  function receive (messages) {
    for (const message of messages) {
      last = message.id
      if (!message.participant.isBot) {
        add(message)
        continue
      }
      const received = skips
      delayed = delayed.then(async () => {
        add(message)
        setTyping(false)
        if (!state.isOpen) state.unread++
        tellPage([message])
        onChange()
        if (message.shown.wait === undefined || last === message.id || received < skips) return
        setTyping(true)
        await new Promise(resolve => {
          endDelay = resolve
          setTimeout(resolve, message.shown.wait * 1000)
        })
      })
    }
    onChange()
  }

  /** What the bot has said already comes before what the user says now. */
  async function skipDelays () {
    skips++
    endDelay()
    await delayed
  }

  /** A message that the page shows already is put in its place. */
  function add (message) {
    const known = state.messages.findIndex(({ id }) => id === message.id)
    const drawn = { ...message, isBot: message.participant.isBot }
    if (known === -1) state.messages = [...state.messages, drawn]
    else state.messages = state.messages.with(known, drawn)
  }

  function setTyping (isTyping) {
    clearTimeout(typing)
    state.isTyping = isTyping
    if (isTyping) typing = setTimeout(() => { setTyping(false) }, TYPING_MS)
    onChange()
  }

  function setOffline (isOffline) {
    state.isOffline = isOffline
    onChange()
  }
}

function sleep (ms) {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}

/** Pages without https have no randomUUID. */
function randomId () {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
