// What a page has to do with its chat: the hooks of the platform's webchat and of its web client, under their names.

/** `getMemory(conversationId)` of the page: `{ memory, merge }`, or a promise of it. */
export async function memoryOfPage (conversationId) {
  const getMemory = window.sapcai?.webclientBridge?.getMemory ?? window.webchatMethods?.getMemory
  if (typeof getMemory !== 'function') return undefined
  try {
    const { memory, merge } = await getMemory(conversationId) ?? {}
    return memory === undefined ? undefined : { memory, merge: merge ?? true }
  } catch (error) {
    console.error('webclient: getMemory failed', error)
    return undefined
  }
}

/** Tells the page of messages: by `onMessage({ messages })`, and by an event of the document. */
export function tellPage (messages) {
  const told = messages.map(({ id, attachment, isBot, participant }) => ({
    id, attachment, isBot: isBot ?? participant.isBot
  }))
  document.dispatchEvent(new CustomEvent('webclient-message', { detail: { messages: told } }))
  try {
    window.sapcai?.webclientBridge?.onMessage?.({ messages: told })
  } catch (error) {
    console.error('webclient: onMessage failed', error)
  }
}

/** `window.sap.cai.webclient`: what a page may do with its chat. */
export function exposeToPage ({ state, open, close, say }) {
  window.sap ??= {}
  window.sap.cai ??= {}
  window.sap.cai.webclient = {
    show: open,
    hide: close,
    toggle: () => state.isOpen ? close() : open(),
    send: async text => {
      await open()
      await say(String(text))
    }
  }
}
