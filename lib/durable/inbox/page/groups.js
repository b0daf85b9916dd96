import { html, nothing } from './lit/lit-html.js'
import { live } from './lit/directives/live.js'
import { look, refresh } from './api.js'
import { set, state } from './store.js'
import { ago, exactly } from './when.js'

const SEARCH_AFTER_MS = 200 // without a key

/** What there is, by what it is about. */
export function groups () {
  const { groups } = state
  return html`<section class="groups" aria-label="What happened">
    ${filters()}
    <form class="search" role="search" aria-label="Conversations" @submit=${find}>
      <input name="conversation" aria-label="Id of a conversation" placeholder="Id of a conversation"
        autocomplete="off" spellcheck="false">
      <button type="submit">Find</button>
    </form>
    ${groups.length === 0 ? html`<p class="empty quiet">${whyNone()}</p>` : nothing}
    <ul>${groups.map(one => html`<li>${group(one)}</li>`)}</ul>
  </section>`
}

/** A link, so that it can be sent to somebody. */
function group ({ id, kind, title, count, lastSeen, skill, message, isDone }) {
  const href = `#group=${id}`
  return html`<a class="group" href=${href} aria-current=${id === state.group} @click=${() => lookAgain(id, href)}>
    <span class="kind ${kind}">${kind}</span><span class="skill" dir="auto">${skill ?? ''}</span>
    ${isDone ? html`<span class="kind done">done</span>` : nothing}
    <span class="times">${count}×</span>
    <span class="quiet" title=${exactly(lastSeen)}>${ago(lastSeen)}</span>
    ${message === null || message === '' ? nothing : html`<span class="message" dir="auto">${message}</span>`}
    <span class="title quiet">${title}</span>
  </a>`
}

function filters () {
  const { search, sort, done } = state
  return html`<div class="filters" role="search" aria-label="Groups">
    <input type="search" aria-label="Search message, skill or title" placeholder="Message, skill or title"
      maxlength="200" autocomplete="off" spellcheck="false" .value=${live(search)}
      @input=${event => searchSoon(event.target.value)}>
    ${choice('sort', 'Order', sort, [['last-seen', 'Newest first'], ['count', 'Most first']])}
    ${choice('done', 'Which', done, [['false', 'Not done'], ['true', 'Done'], ['', 'All']])}
  </div>`
}

function choice (name, label, chosen, options) {
  return html`<select aria-label=${label} @change=${event => change({ [name]: event.target.value })}>
    ${options.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}
  </select>`
}

function change (filter) {
  set(filter)
  refresh()
}

let searching

function searchSoon (search) {
  set({ search })
  clearTimeout(searching)
  searching = setTimeout(refresh, SEARCH_AFTER_MS)
}

function whyNone () {
  if (state.search.trim() !== '') return 'No group has these words.'
  return state.done === 'true' ? 'Nothing is marked as done.' : 'Nothing was reported, and no turn failed.'
}

/** A link to where the page is already changes nothing by itself. */
function lookAgain (id, href) {
  if (location.hash === href) look({ group: id })
}

function find (event) {
  event.preventDefault()
  const conversation = new FormData(event.target).get('conversation').trim()
  if (conversation !== '') look({ conversation })
}
