import { html, nothing, render } from './lit/lit-html.js'
import { live } from './lit/directives/live.js'
import {
  address, askAdvice, askSkills, change, connect, isAgainAutomatic, sayAgain, setAgainAutomatic
} from './api.js'
import { keepChoices, restoreChoices } from './choices.js'
import { chat } from './chat.js'
import { inspector } from './inspector.js'
import { openFile, openPasted } from './open.js'
import { aboutNetwork } from './setup.js'
import { onChange, set, state } from './store.js'

const page = document.querySelector('#page')
let drawn = ''

onChange(() => {
  render(layout(), page)
  const { view, pending, revealed } = state
  const now = JSON.stringify([view?.conversation, view?.turns.length, view?.pushed.length, pending, revealed])
  if (now !== drawn) scrollToEnd()
  drawn = now
  askAdvice()
  askSkills()
  keepChoices()
})

function layout () {
  const { view, error, side } = state
  return html`
    ${error === null
      ? nothing
      : html`<div class="error" role="alert"><pre>${error}</pre><button type="button"
      class="small" @click=${() => set({ error: null })}>Dismiss</button></div>`}
    ${view === null
      ? html`<p class="connecting">${error === null ? 'Connecting' : ''}</p>`
      : html`
      ${header()}${status(view)}
      <nav class="sides" aria-label="Side">
        ${[['chat', 'Chat'], ['inspect', 'Inspect']].map(([id, title]) => html`<button type="button"
          aria-pressed=${side === id} @click=${() => set({ side: id })}>${title}</button>`)}
      </nav>
      <main class="side-${side}">${chat()}${inspector()}</main>`}`
}

function header () {
  const { view, pending } = state
  const { name, url, bot, language } = view
  document.title = `${name} - Playground`
  return html`<header>
    <h1>${name}</h1>${name === url ? nothing : html`<span class="quiet where" title=${url}>${url}</span>`}
    <div class="tools">
      <label class="check"><span class="word">Language</span>
        <select aria-label="Language" @change=${event => change('language', { language: event.target.value })}
          ?disabled=${pending !== null}>
          ${language === null ? html`<option value="" selected>as spoken</option>` : nothing}
          ${[...new Set([
            ...(language === null ? [] : [language]), ...(bot?.languages ?? ['en', 'fr', 'de', 'es', 'pt', 'it'])
          ])].map(code => html`<option value=${code} .selected=${live(code === language)}>${code}</option>`)}
        </select>
      </label>
      <button type="button" title="Forget everything and read the bot file again" ?disabled=${pending !== null}
        @click=${restart}>Restart</button>
      <details class="menu" @keydown=${closeMenu} @focusout=${leaveMenu}>
        <summary class="button-like">File</summary>
        <div>
          <label class="open">Open a transcript or a test file <span class="quiet">and talk on: choose it, or paste it
            into the page</span><input type="file"
            accept="application/json,.json,.js" @change=${openFile}></label>
          <a href=${address('/transcript.json')} download>Transcript <span class="quiet">JSON for replay()</span></a>
          <a href=${address('/conversation.test.js?runner=node')} download>Test file <span
            class="quiet">node:test</span></a>
          <a href=${address('/conversation.test.js?runner=tap')} download>Test file <span class="quiet">tap</span></a>
          ${view.edits.some(({ after }) => after > 0 && after < view.turns.length)
            ? html`<p class="note">You changed memory or language between two turns. The test file does so too; a
              transcript cannot tell it, and its replay will differ.</p>`
            : nothing}
        </div>
      </details>
      <details class="menu" @keydown=${closeMenu} @focusout=${leaveMenu}>
        <summary class="button-like">Connector</summary>
        <div class="wide">
          <p>What your bot pushes to <code>connector: { url, token }</code> is shown in the chat.</p>
          <dl><dt>url</dt><dd><code>${new URL('connect/v1',
            location.href).href}</code></dd><dt>token</dt><dd><code>${view.token}</code></dd></dl>
        </div>
      </details>
      <button type="button" class="theme" aria-label="Dark or light" title="Dark or light"
        @click=${switchTheme}>◐</button>
    </div>
  </header>`
}

const MAX_OPEN_WARNINGS = 3

/** How the program is, what can be taken back, and what the bot file will not do. */
function status ({ program, turns, undoable, network, warnings }) {
  const { away, pending, tooLarge } = state
  const different = turns.filter(({ earlier }) => earlier !== undefined).length
  const disturbed = aboutNetwork(network)
  if (!away && program === null && undoable === null && different === 0 && disturbed === '' &&
    warnings.length === 0 && !tooLarge) return nothing
  const busy = pending !== null || away
  return html`<div class="status" role="status">
    ${away ? html`<span class="bad">The server is away: the page goes on when it is back.</span>` : nothing}
    ${tooLarge
      ? html`<span class="different">This conversation is too large for the browser to keep: it is gone when its server
        ends. File, Transcript keeps it.</span>`
      : nothing}
    ${program === null || away
      ? nothing
      : html`<span class=${program.problem === null ? 'quiet' : 'bad'}>${aboutProgram(program)}</span>
      <label class="check"><input type="checkbox" .checked=${live(isAgainAutomatic())}
        @change=${event => setAgainAutomatic(event.target.checked)}> Say all again after each save</label>`}
    ${turns.length === 0 || program === null
      ? nothing
      : html`<button type="button" class="small" ?disabled=${busy}
      @click=${sayAgain}>Say all again</button>`}
    ${different === 0
      ? nothing
      : html`<span
      class="different">${different} ${different === 1 ? 'turn has' : 'turns have'} become different</span>`}
    ${disturbed === '' ? nothing : html`<span class="different">${disturbed}</span>`}
    ${undoable === null
      ? nothing
      : html`<button type="button" class="small" ?disabled=${busy}
      @click=${() => change('undo', {})}>Undo ${undoable}</button>`}
    ${warnings.length === 0
      ? nothing
      : html`<details class="warnings" ?open=${warnings.length <= MAX_OPEN_WARNINGS}><summary>The bot file has
        ${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}</summary>${warnings.map(warning =>
        html`<p class="warned">${warning}</p>`)}</details>`}
  </div>`
}

function aboutProgram ({ status, problem, saves, ms }) {
  if (problem !== null) return problem
  if (status === 'starting') return 'The program starts.'
  return saves === 0
    ? 'The program runs.'
    : `Saved ${saves} ${saves === 1 ? 'time' : 'times'}, the last one ready in ${ms} ms.`
}

async function restart () {
  if (await change('restart', {})) set({ error: null, draft: '', skill: '', intent: '', entities: '' })
  document.querySelector('#sentence')?.focus()
}

function closeMenu (event) {
  if (event.key !== 'Escape') return
  event.currentTarget.open = false
  event.currentTarget.querySelector('summary').focus()
}

function leaveMenu (event) {
  if (event.relatedTarget !== null &&
    !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false
}

function switchTheme () {
  const root = document.documentElement
  const dark = root.dataset.theme === undefined
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : root.dataset.theme === 'dark'
  root.dataset.theme = dark ? 'light' : 'dark'
  localStorage.setItem('bot-playground-theme', root.dataset.theme)
}

function scrollToEnd () {
  const messages = document.querySelector('.messages')
  messages?.scrollTo({ top: messages.scrollHeight })
  document.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
}

document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('.menu[open]')) if (!menu.contains(event.target)) menu.open = false
})

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && state.error !== null) set({ error: null })
})

document.addEventListener('paste', openPasted)

restoreChoices()
set({})
await connect()
document.querySelector('#sentence')?.focus()
