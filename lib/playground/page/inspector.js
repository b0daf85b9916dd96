import { html, nothing } from './lit/lit-html.js'
import { live } from './lit/directives/live.js'
import { change } from './api.js'
import { curlOf } from './curl.js'
import { copy, json } from './json.js'
import { memoryPanel } from './memory.js'
import { short } from './rich.js'
import { setupPanel } from './setup.js'
import { skillsPanel } from './skills.js'
import { isLatest, selectedTurn, set, state } from './store.js'
import { times } from './times.js'
import { failuresOf, whyPanel } from './why.js'

const tabs = [
  ['memory', 'Memory', memoryPanel, () => 0],
  ['why', 'Why', whyPanel, turn => failuresOf(turn).length],
  ['calls', 'Calls', callsPanel, turn => turn.calls.length],
  ['nlp', 'Understood', nlpPanel, () => 0],
  ['log', 'Log', logPanel, turn => turn.logs.length],
  ['skills', 'Skills', skillsPanel, () => 0],
  ['setup', 'Setup', setupPanel, () => 0],
  ['channels', 'Channels', channelsPanel, () => state.advice?.findings.length ?? 0]
]

const WITHOUT_TURN = ['memory', 'skills', 'setup']

export function inspector () {
  const turn = selectedTurn()
  const [, name, panel] = tabs.find(([id]) => id === state.tab)
  const isEmpty = turn === undefined && !WITHOUT_TURN.includes(state.tab)
  return html`
    <section class="inspector" aria-label="Inspector">
      ${turnList()}${times(state.view.turns)}
      <div class="bar turn-bar">
        <h2>${turn === undefined
          ? 'Before the first sentence'
          : html`Turn ${turn.number} <span
          class="quiet">${said(turn)}</span>`}</h2>
        ${turn === undefined
          ? nothing
          : html`<span
          class="quiet timing">${turn.skill ?? 'no skill'}, ${turn.language ?? 'no language'}, ${turn.ms} ms</span>`}
        ${isLatest()
          ? nothing
          : html`<button type="button" class="small" ?disabled=${state.pending !== null}
          @click=${goBack}>Go back to here</button>`}
      </div>
      <div class="tabs" role="tablist" aria-label="About this turn" @keydown=${moveTab}>
        ${tabs.map(([id, title, , count]) => html`<button type="button" role="tab" id="tab-${id}" aria-controls="panel"
          aria-selected=${id === state.tab} tabindex=${id === state.tab ? 0 : -1} @click=${() => set({
            tab: id, editing: keptEditing()
          })}>${title}${counted(turn === undefined ? 0 : count(turn))}</button>`)}
      </div>
      <div class="panel" role="tabpanel" id="panel" aria-label=${name} tabindex="0">${isEmpty
        ? html`<p class="quiet">Nothing was said yet.</p>`
        : panel(turn)}</div>
    </section>`
}

function counted (count) {
  return count === 0 ? nothing : html` <span class="count">${count}</span>`
}

function turnList () {
  const { turns } = state.view
  return html`<div class="turns" role="listbox" aria-label="Turns" tabindex="0"
    aria-activedescendant="turn-${state.selected}" @keydown=${moveTurn}>
    ${[undefined, ...turns].map((turn, number) => html`<div role="option" id="turn-${number}"
      aria-selected=${number === state.selected} @click=${() => select(number)}>
      <span class="number">${number}</span>
      ${turn === undefined
        ? html`<span class="said quiet">beginning</span>`
        : html`<span class="said">${said(turn)}</span><span class="quiet">${turn.skill ?? ''}</span>${failuresOf(
          turn
        ).length > 0
          ? html`<span class="flag">failed</span>`
          : nothing}<span class="quiet ms">${turn.ms} ms</span>`}
    </div>`)}
  </div>`
}

/** For a button its title, and what it sent when that is something else. */
function said ({ input: { text, pressed } }) {
  if (pressed === undefined || pressed === text) return short(text, 80)
  return html`${short(pressed, 40)} <span class="quiet">sends “${short(text, 60)}”</span>`
}

function select (selected) {
  set({ selected, editing: null })
  document.querySelector(`#turn-${selected}`)?.scrollIntoView({ block: 'nearest' })
}

function moveTurn (event) {
  const last = state.view.turns.length
  const to = { ArrowUp: state.selected - 1, ArrowDown: state.selected + 1, Home: 0, End: last }[event.key]
  if (event.key === 'Enter') document.querySelector('#panel')?.focus()
  if (event.key === 'Escape') document.querySelector('#sentence')?.focus()
  if (to === undefined) return
  event.preventDefault()
  select(Math.max(0, Math.min(last, to)))
}

function moveTab (event) {
  const here = tabs.findIndex(([id]) => id === state.tab)
  const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: tabs.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  const [id] = tabs.at(to % tabs.length)
  set({ tab: id, editing: keptEditing() })
  document.querySelector(`#tab-${id}`).focus()
}

/** JSON that is half written outlives a look at another tab. */
function keptEditing () {
  return state.editing?.draft === undefined ? null : state.editing
}

/** The button is gone afterwards, and must not take the focus with it. */
async function goBack () {
  await change('back', { turn: state.selected })
  document.querySelector('#sentence')?.focus()
}

function callsPanel ({ calls }) {
  if (calls.length === 0) return html`<p class="quiet">This turn called no webhook.</p>`
  return calls.map(({ purpose, request, response, ms, problem }) => html`
    <article class="call">
      <h3><span class="method">${request.method}</span> <span class="url">${request.url}</span></h3>
      <p class="meta"><span class=${problem === null ? 'good' : 'bad'}>${response === null
        ? 'no answer'
        : `status ${response.status}`}</span><span>${ms} ms</span>${purpose === 'errors'
          ? html`<span>report of a failed call</span>`
          : purpose === 'duplicate'
            ? html`<span>the same call once more</span>`
            : nothing}<button type="button" class="small"
              @click=${event => copy(event.target, curlOf(request))}>Copy as curl</button></p>
      ${problem === null ? nothing : html`<p class="problem">${problem.message}</p>`}
      <div class="pair">
        <div><h4>Request</h4>${headers(request.headers)}${json(request.body, 'request body')}</div>
        <div><h4>Answer</h4>${response === null
          ? html`<p class="quiet">none</p>`
          : html`${headers(response.headers)}${json(response.json ?? response.text, 'body of the answer')}`}</div>
      </div>
    </article>`)
}

function headers (all) {
  const list = Object.entries(all)
  return html`<details class="headers"><summary>${list.length} headers</summary><dl>${list.map(([name, value]) =>
    html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>`
}

function nlpPanel ({ nlp, input }) {
  const { intents = [], entities = {}, sentiment, act, type, language } = nlp ?? {}
  return html`
    ${input.understood === undefined ? nothing : html`<p class="note">Given by hand, not recognised.</p>`}
    <h3>Intents</h3>
    ${intents.length === 0
      ? html`<p
      class="quiet">none</p>`
      : html`<table class="facts"><tbody>${intents.map(({ slug, confidence }) =>
      html`<tr><th scope="row">${slug}</th><td><meter min="0" max="1"
        .value=${confidence ?? 0}></meter></td><td>${Number(confidence).toFixed(2)}</td></tr>`)}</tbody></table>`}
    <h3>Entities</h3>
    ${Object.keys(entities).length === 0
      ? html`<p
      class="quiet">none</p>`
      : html`<table class="facts"><tbody>${Object.entries(entities).flatMap(([name, found]) =>
      [found].flat().map(entity => html`<tr><th scope="row">${name}</th><td>${entity?.raw}</td><td
        class="quiet">${short(JSON.stringify({ ...entity, raw: undefined }) ?? '', 400)}</td></tr>`))}</tbody></table>`}
    <h3>Sentence</h3>
    <table class="facts"><tbody>${Object.entries({ language, sentiment, act, type }).map(([name, value]) =>
      html`<tr><th scope="row">${name}</th><td>${value ?? html`<span
        class="quiet">none</span>`}</td></tr>`)}</tbody></table>
    <details><summary>As JSON</summary>${json(nlp, 'what was understood')}</details>`
}

function logPanel ({ logs }) {
  if (logs.length === 0) return html`<p class="quiet">Nothing was logged.</p>`
  return html`<ul class="log">${logs.map(({ level, code, message, data }) => html`<li class=${level}>
    <span class="level">${level}</span><div><p>${message}</p><details><summary>${code}</summary>${json(data,
      'data of the entry')}</details></div>
  </li>`)}</ul>`
}

function channelsPanel ({ replies }) {
  const { findings = [], textOnly = [] } = state.advice ?? {}
  return html`
    <fieldset class="channels"><legend>Channels <span class="quiet">none: the documented limits</span></legend>
      ${channelNames.map(name => html`<label class="check"><input type="checkbox" name="channel" value=${name}
        .checked=${live(state.channels.includes(name))}
          @change=${event => choose(name, event.target.checked)}> ${name}</label>`)}
    </fieldset>
    <h3>Findings</h3>
    ${findings.length === 0
      ? html`<p class="quiet">${replies.length === 0
  ? 'There is no reply to look at.'
  : 'Nothing is wrong with these replies.'}</p>`
      : html`<ul class="findings">${findings.map(({ severity, code, path, message, fix, channels }) => html`<li
  class=${severity}>
      <span class="level">${severity}</span><div><p>${message}</p><p class="fix">${fix}</p><p
        class="quiet"><code>${path}</code> ${code}${channels.length === 0
          ? nothing
          : ` on ${channels.join(', ')}`}</p></div>
    </li>`)}</ul>`}
    <h3>As text only</h3>
    <p class="quiet">What channels show that know nothing else, such as text messages.</p>
    ${textOnly.map(text => text === null
      ? html`<p
      class="chip">refused: the user gets nothing</p>`
      : html`<pre class="plain" tabindex="0">${text}</pre>`)}`
}

const channelNames = [
  'webchat', 'messenger', 'slack', 'telegram', 'line', 'kik', 'webex', 'teams', 'twitter', 'twilio', 'callr', 'jam',
  'alexa'
]

function choose (name, chosen) {
  set({ channels: channelNames.filter(one => one === name ? chosen : state.channels.includes(one)) })
}
