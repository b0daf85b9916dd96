import { html, nothing } from './lit/lit-html.js'
import { look } from './api.js'
import { state } from './store.js'
import { ago, exactly } from './when.js'

/** What there is, by what it is about. */
export function groups () {
  const { groups, group } = state
  return html`<section class="groups" aria-label="What happened">
    <form class="search" role="search" @submit=${search}>
      <input name="conversation" aria-label="Id of a conversation" placeholder="Id of a conversation"
        autocomplete="off" spellcheck="false">
      <button type="submit">Find</button>
    </form>
    ${groups.length === 0 ? html`<p class="empty quiet">Nothing was reported, and no turn failed.</p>` : nothing}
    <ul>${groups.map(one => html`<li><button type="button" class="group" aria-current=${one.id === group}
      @click=${() => look({ group: one.id })}>
      <span class="kind ${one.kind}">${one.kind}</span>
      <span class="title">${one.title}</span>
      <span class="times">${one.count}×</span>
      <span class="quiet" title=${exactly(one.lastSeen)}>${ago(one.lastSeen)}</span>
    </button></li>`)}</ul>
  </section>`
}

function search (event) {
  event.preventDefault()
  const conversation = new FormData(event.target).get('conversation').trim()
  if (conversation !== '') look({ conversation })
}
