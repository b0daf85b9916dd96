import { copy } from './json.js'
import { set, state } from './store.js'

const AT_ONCE = 50 // entries

let askedGroups = 0
let asked = 0 // how often something else was asked for: an answer that comes too late is not shown

export function refresh () {
  return attempt(async () => {
    if (state.tab === 'queues') return refreshQueues()
    const mine = ++askedGroups
    const query = new URLSearchParams({ limit: 1000, sort: state.sort })
    if (state.search.trim() !== '') query.set('search', state.search.trim())
    if (state.done !== '') query.set('done', state.done)
    const { groups } = await get(`groups?${query}`)
    if (mine === askedGroups) set({ groups })
  })
}

/** Marks the group that is looked at as done, up to what was seen of it; or opens it again. */
export function markDone (isDone) {
  const { group } = state.entry
  return whileBusy('done', async () => {
    await post(`groups/${group.id}/done`, { count: isDone ? group.count : 0 })
    if (state.entry?.group.id === group.id) set({ entry: { ...state.entry, group: { ...group, isDone } } })
    await refresh()
  })
}

/** Replays the turns that are listed, one after the other, as long as the group is looked at. */
export function replayAll () {
  const { group, entries } = state
  return whileBusy('replay all', async () => {
    set({ replays: new Map(), replayingAll: false })
    for (const { id } of entries) {
      const { now } = await post(`entries/${id}/replay`, {})
      if (state.group !== group) return
      set({ replays: new Map([...state.replays, [id, now]]) })
    }
  })
}

/** Looks at a group, or at a conversation, and at its newest entry. */
export function look ({ group = null, conversation = null }) {
  return attempt(async () => {
    const mine = ++asked
    const entries = await page({ group, conversation })
    if (mine !== asked) return
    set({
      group,
      conversation,
      entries,
      more: entries.length === AT_ONCE,
      entry: null,
      replayed: null,
      replays: null,
      replayingAll: false,
      erasing: null,
      note: null
    })
    if (conversation !== null) forgetAddress()
    if (entries.length > 0) await open(entries[0].id)
    showEntries()
  })
}

export function lookFurther () {
  return attempt(async () => {
    const older = await page({ ...state, before: state.entries.at(-1).id })
    set({ entries: [...state.entries, ...older], more: older.length === AT_ONCE })
  })
}

export function choose (id) {
  return attempt(() => open(id))
}

export function replay () {
  const { id } = state.entry
  return whileBusy('replay', async () => {
    const replayed = await post(`entries/${id}/replay`, {})
    if (state.entry.id === id) set({ replayed })
  })
}

/** Copies the turn of an entry, to be pasted into the playground. */
export function copyTranscript (button, id) {
  return attempt(async () => copy(button, JSON.stringify(await get(`entries/${id}/transcript.json`), null, 2)))
}

export function erase (conversation) {
  return whileBusy('erase', async () => {
    const { erased } = await post('erase', { conversation })
    set({
      entries: [],
      entry: null,
      group: null,
      conversation: null,
      erasing: null,
      replays: null,
      note: `${erased} ${erased === 1 ? 'entry' : 'entries'} of the conversation erased.`
    })
    await refresh()
  })
}

/** Shows the inbox, or the queues. */
export function show (tab) {
  set({ tab, note: null, purging: null })
  return refresh()
}

export function chooseCode (code) {
  return attempt(async () => {
    set({ code, purging: null })
    await refreshQueues()
  })
}

/** @param action `pause` or `resume` */
export function steer (action, queue) {
  return whileBusy('pause', async () => { set({ queues: await post(`queues/${action}`, { queue }) }) })
}

/** Tries dead letters again, or deletes them. @param action `retry` or `purge` */
export function settle (action, code) {
  return whileBusy(action, async () => {
    const { count } = await post(`dead-letters/${action}`, code === null ? {} : { code })
    const deadLetters = count === 1 ? 'dead letter' : 'dead letters'
    set({
      purging: null,
      note: action === 'retry' ? `${count} ${deadLetters} put back.` : `${count} ${deadLetters} deleted.`
    })
    await refreshQueues()
  })
}

/** The id of a conversation does not belong into the history of a browser. */
function forgetAddress () {
  window.history.replaceState(null, '', location.pathname + location.search)
}

/** Where the entries stand below the groups. */
function showEntries () {
  if (matchMedia('(max-width: 860px)').matches) document.querySelector('.entries').scrollIntoView()
}

async function refreshQueues () {
  const query = state.code === null ? '' : `?${new URLSearchParams({ code: state.code })}`
  const [queues, { deadLetters }] = await Promise.all([get('queues'), get(`dead-letters${query}`)])
  set({ queues, deadLetters })
}

async function open (id) {
  const mine = ++asked
  const entry = await get(`entries/${id}`)
  if (mine === asked) set({ entry, replayed: null, erasing: null })
}

async function page ({ group, conversation, before = null }) {
  const query = new URLSearchParams({ limit: AT_ONCE })
  for (const [name, value] of Object.entries({ group, conversation, before })) {
    if (value !== null) {
      query.set(name,
        value)
    }
  }
  const { entries } = await get(`entries?${query}`)
  return entries
}

function get (path) {
  return ask(path, {})
}

function post (path, body) {
  return ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

async function ask (path, options) {
  const response = await fetch(path, options)
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}

async function whileBusy (busy, what) {
  if (state.busy !== null) return
  set({ busy, error: null })
  await attempt(what)
  set({ busy: null })
}

async function attempt (what) {
  try {
    await what()
  } catch (error) {
    set({
      error: error instanceof TypeError ? 'The inbox does not answer. Is its server still running?' : error.message
    })
  }
}
