import { skipDelays, startDelays } from './delays.js'
import { set, state } from './store.js'

const CONVERSATION_KEY = 'bot-playground-conversation' // for this tab, until it is closed
const TURNS_KEY = 'bot-playground-turns' // what a server that was started anew needs to go on
const AGAIN = 'bot-playground-again' // whether all is said again after each save
const RETRY_MS = 1000
let id = null
let shown = null // the id of what is shown
let events
let known = new Map() // turns by their keys: the server does not tell them again
let saidSaves = 0 // saves of the program that the turns were said to, or that were not to be said again

/** Takes up the conversation of this tab, or starts one. */
export async function connect () {
  id = sessionStorage.getItem(CONVERSATION_KEY)
  await attempt(async () => {
    const found = id !== null && await fetch(address('')).then(response => response.ok ? response.json() : null)
    show(found || await start(readKept()))
    saidSaves = savesOf(state.view)
    watch()
  })
}

/** @param kept what the page knows of a conversation that the server does not know any more */
async function start (kept) {
  const { id: given, ...view } = await post('conversations', kept === null ? {} : { kept })
  id = given
  sessionStorage.setItem(CONVERSATION_KEY, id)
  return view
}

function readKept () {
  try {
    return JSON.parse(sessionStorage.getItem(TURNS_KEY))
  } catch {
    return null
  }
}

/** Keeps what is needed to go on; a conversation that is too large for the browser's store is not kept. */
function keep ({ state: left, memory, turns, pushed, edits }) {
  const kept = {
    state: left,
    memory,
    turns: turns.map(({ input, replies, memory, state, ms }) => ({ input, replies, memory, state, ms })),
    pushed: pushed.map(({ after, messages }) => ({ after, messages })),
    edits
  }
  try {
    sessionStorage.setItem(TURNS_KEY, JSON.stringify(kept))
    state.tooLarge = false
  } catch {
    sessionStorage.removeItem(TURNS_KEY)
    state.tooLarge = true
  }
}

export function isAgainAutomatic () {
  return localStorage.getItem(AGAIN) === 'yes'
}

export function setAgainAutomatic (automatic) {
  localStorage.setItem(AGAIN, automatic ? 'yes' : 'no')
  set({})
}

/** Has the whole conversation once more. */
export async function sayAgain () {
  if (state.view.turns.length === 0 || state.pending !== null) return
  set({ pending: 'Saying all of it again', error: null })
  saidSaves = savesOf(state.view)
  if (await change('again', {})) saidSaves = savesOf(state.view) // the server begins anew when it is saved meanwhile
  set({ pending: null })
  await followSaves()
}

/** Says all again when the program was saved, as soon as nothing else goes on. */
async function followSaves () {
  const { view, pending } = state
  if (pending !== null || savesOf(view) <= saidSaves || view.program.problem !== null) return
  if (isAgainAutomatic() && view.turns.length > 0) await sayAgain()
  else saidSaves = savesOf(view)
}

function savesOf (view) {
  return view?.program?.saves ?? 0
}

/** Changes the conversation, and shows how it is then. @param before is given the view before it is shown */
export function change (what, body, before = () => {}) {
  return attempt(async () => {
    const view = await whole(await post(address(`/${what}?known=${lastKnown()}`), body))
    before(view)
    show(view)
  })
}

/** The same for a sentence, which is shown while it waits. */
export async function converse (what, body, sentence) {
  if (state.pending !== null || state.view === null) return false
  skipDelays()
  set({ pending: sentence, error: null })
  const done = await change(what, body, ({ turns }) => { startDelays(turns.at(-1)) })
  set({ pending: null })
  await followSaves()
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

/** Looks again whenever something has changed by itself, and waits for a server that is away. */
function watch () {
  events?.close()
  events = new EventSource(address('/events'))
  events.onopen = () => { if (state.away) set({ away: false, error: null }) }
  events.onerror = () => {
    set({ away: true })
    if (events.readyState === EventSource.CLOSED) setTimeout(reconnect, RETRY_MS)
  }
  events.onmessage = async ({ data }) => {
    if (Number(data) <= state.view.version) return
    const asked = id
    // the next one may arrive
    const response = await fetch(address(`?known=${lastKnown()}`)).catch(() => ({ ok: false }))
    const view = response.ok ? await whole(await response.json()) : null
    if (view === null || asked !== id || view.version <= state.view.version) return
    known = new Map(view.turns.map(turn => [turn.key, turn]))
    keep(view)
    set({ view })
    await followSaves()
  }
}

/** The server is another one than before: it gets what the conversation was. */
async function reconnect () {
  try {
    const response = await fetch(address(''))
    if (response.status === 404) show(await start(readKept()))
    else if (!response.ok) throw new Error((await response.json()).message)
    set({ away: false, error: null })
    watch()
  } catch (error) {
    set({ error: error instanceof TypeError ? null : error.message })
    setTimeout(reconnect, RETRY_MS)
  }
}

export function address (path) {
  return `conversations/${id}${path}`
}

/** The server tells no more than the keys of the turns up to this one. */
function lastKnown () {
  return Math.max(0, ...known.keys())
}

/** Fills in the turns that are known already. */
async function whole (view) {
  const turns = view.turns.map(turn => turn.input === undefined ? known.get(turn.key) : turn)
  if (!turns.includes(undefined)) return { ...view, turns }
  return (await fetch(address(''))).json()
}

export async function askSkills () {
  const { view, tab, skills } = state
  if (tab !== 'skills' || view === null || view.bot === null) return
  const of = `${view.conversation} ${view.program?.saves} ${view.bot.skills.join()}`
  if (skills?.of === of) return
  set({ skills: { of, skills: [], mermaid: '', picture: null } })
  await attempt(async () => {
    const response = await fetch(address('/skills'))
    if (response.ok && state.skills.of === of) set({ skills: { of, ...await response.json() } })
  })
}

function show (view) {
  if (shown === id && view.version < state.view.version) return // something was pushed in the meantime
  shown = id
  const before = state.view?.turns.length
  known = new Map(view.turns.map(turn => [turn.key, turn]))
  keep(view)
  set({
    view,
    editing: null,
    selected: view.turns.length === before ? Math.min(state.selected, view.turns.length) : view.turns.length
  })
}

async function post (path, body) {
  const response = await fetch(path,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const answer = await response.json()
  if (response.ok) return answer
  if (answer.code === 'FST_BOT_PLAYGROUND_NOT_FOUND') {
    show(await start(readKept()))
    watch()
    return post(path.replace(/^conversations\/[^/]*/, `conversations/${id}`), body)
  }
  throw new Error(answer.message)
}

async function attempt (what) {
  try {
    await what()
    return true
  } catch (error) {
    set({
      error: error instanceof TypeError
        ? 'The playground does not answer. Is its server still running? The page goes on when it is back.'
        : error.message
    })
    return false
  }
}
