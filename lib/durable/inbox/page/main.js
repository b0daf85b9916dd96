import { html, nothing, render } from './lit/lit-html.js'
import { look, refresh, show } from './api.js'
import { entries } from './entry.js'
import { groups } from './groups.js'
import { queues } from './queues.js'
import { onChange, set, state } from './store.js'

const page = document.querySelector('#page')
const LOOK_AGAIN = 10_000 // milliseconds

onChange(() => { render(layout(), page) })

function layout () {
  const { groups: known, error } = state
  return html`
    ${error === null
      ? nothing
      : html`<div class="error" role="alert"><pre>${error}</pre><button type="button"
      class="small" @click=${() => set({ error: null })}>Dismiss</button></div>`}
    ${known === null
      ? html`<p class="connecting">${error === null ? 'Connecting' : ''}</p>`
      : html`${header(known)}${state.tab === 'queues' ? queues() : html`<main>${groups()}${entries()}</main>`}`}`
}

function header (known) {
  const times = known.reduce((sum, { count }) => sum + count, 0)
  return html`<header>
    <h1>Inbox</h1><span class="quiet where">${times} in all, of ${known.length} ${known.length === 1
      ? 'kind'
      : 'kinds'}</span>
    <nav class="tabs" aria-label="Parts of the page">
      ${[['inbox', 'Reports and failures'], ['queues', 'Queues']].map(([tab, label]) => html`<button type="button"
        aria-current=${state.tab === tab ? 'page' : 'false'} @click=${() => show(tab)}>${label}</button>`)}
    </nav>
    <div class="tools">
      <button type="button" @click=${refresh}>Refresh</button>
      <button type="button" class="theme" aria-label="Dark or light" title="Dark or light"
        @click=${switchTheme}>◐</button>
    </div>
  </header>`
}

function switchTheme () {
  const root = document.documentElement
  const dark = root.dataset.theme === undefined
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : root.dataset.theme === 'dark'
  root.dataset.theme = dark ? 'light' : 'dark'
  localStorage.setItem('bot-playground-theme', root.dataset.theme)
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && state.error !== null) set({ error: null })
})

/** The address names the group that is looked at. */
async function lookAtAddress () {
  const group = Number(new URLSearchParams(location.hash.slice(1)).get('group'))
  if (!Number.isSafeInteger(group) || group < 1) return
  if (state.tab !== 'inbox') await show('inbox')
  await look({ group })
}

window.addEventListener('hashchange', lookAtAddress)

set({})
await refresh()
await lookAtAddress()
setInterval(() => { if (!document.hidden && state.busy === null && state.error === null) refresh() }, LOOK_AGAIN)
