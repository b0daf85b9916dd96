import { set, state } from './store.js'

const STORAGE_KEY = 'bot-playground-choices' // for this tab, until it is closed
const NAMES = ['draft', 'skill', 'intent', 'entities', 'channels', 'cut', 'tab', 'side']

/** Takes up what was typed and chosen before the page was loaded again. */
export function restoreChoices () {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY)) ?? {}
    set(Object.fromEntries(NAMES.filter(name => typeof kept[name] === typeof state[name]).map(name =>
      [name, kept[name]])))
  } catch {
    sessionStorage.removeItem(STORAGE_KEY)
  }
}

let last = ''

export function keepChoices () {
  const now = JSON.stringify(Object.fromEntries(NAMES.map(name => [name, state[name]])))
  if (now === last) return
  last = now
  sessionStorage.setItem(STORAGE_KEY, now)
}
