type Listener = (id: string) => void

/** Who wants to know of new messages. */
export interface Listeners {
  add: (listener: Listener) => () => void
  notify: (id: string) => void
}

export function createListeners (): Listeners {
  const listeners = new Set<Listener>()
  return {
    add (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    notify (id) { for (const listener of listeners) listener(id) }
  }
}
