import { set, state } from './store.js'

const KEPT = 'bot-playground-conversation' // for this tab, until it is closed
let id = null
let shown = null // the id of what is shown
let events

/** Takes up the conversation of this tab, or starts one. */
export async function connect () {
  id = sessionStorage.getItem(KEPT)
  await attempt(async () => {
    const known = id !== null && await fetch(address('')).then(response => response.ok ? response.json() : null)
    show(known || await start())
    watch()
  })
}

async function start () {
  const { id: given, ...view } = await post('conversations', {})
  id = given
  sessionStorage.setItem(KEPT, id)
  return view
}

/** Changes the conversation, and shows how it is then. */
export function change (what, body) {
  return attempt(async () => show(await post(address(`/${what}`), body)))
}

/** The same for a sentence, which is shown while it waits. */
export async function converse (what, body, sentence) {
  if (state.pending !== null || state.view === null) return false
  set({ pending: sentence, error: null })
  const done = await change(what, body)
  set({ pending: null })
  return done
}

export async function askAdvice () {
  const { selected: turn, channels, view } = state
  if (turn === 0 || view === null) return
  const key = JSON.stringify([view.conversation, turn, view.turns[turn - 1]?.nlp?.uuid, channels])
  if (state.advice?.key === key) return
  set({ advice: { key, findings: [], textOnly: [] } })
  await attempt(async () => {
    const advice = await post(address('/advice'), { turn, channels })
    if (state.advice?.key === key) set({ advice: { key, ...advice } })
  })
}

/** Looks again whenever the bot has pushed something. */
function watch () {
  events?.close()
  events = new EventSource(address('/events'))
  events.onmessage = async ({ data }) => {
    if (Number(data) <= state.view.version) return
    const asked = id
    const response = await fetch(address('')).catch(() => ({ ok: false })) // the next one may arrive
    const view = response.ok ? await response.json() : null
    if (view !== null && asked === id && view.version > state.view.version) set({ view })
  }
}

export function address (path) {
  return `conversations/${id}${path}`
}

function show (view) {
  if (shown === id && view.version < state.view.version) return // something was pushed in the meantime
  shown = id
  const before = state.view?.turns.length
  set({
    view,
    editing: null,
    selected: view.turns.length === before ? Math.min(state.selected, view.turns.length) : view.turns.length
  })
}

async function post (path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const answer = await response.json()
  if (response.ok) return answer
  if (answer.code === 'FST_BOT_PLAYGROUND_NOT_FOUND') {
    show(await start())
    watch()
  }
  throw new Error(answer.message)
}

async function attempt (what) {
  try {
    await what()
    return true
  } catch (error) {
    set({ error: error instanceof TypeError ? 'The playground does not answer. Is its server still running?' : error.message })
    return false
  }
}
