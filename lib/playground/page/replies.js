import { html, nothing } from './lit/lit-html.js'
import { link, picture, rich, short } from './rich.js'
import { state } from './store.js'

/**
 * Draws a reply as the web client does.
 *
 * @param last whether nothing was said since: only then are quick replies there, and buttons that trigger a skill alive
 * @param press takes a button
 */
export function drawReply (shown, reply, last, press) {
  return html`${content(shown, reply, last, press)}${shown.wait === undefined ? nothing : html`<span class="chip">then waits ${shown.wait} s</span>`}`
}

function content (shown, reply, last, press) {
  switch (shown.as) {
    case 'text': return html`<div class="bubble bot">${words(shown.words)}</div>`
    case 'picture': return html`<div class="bubble bot media">${picture(shown.picture, 'Picture from the bot')}</div>`
    case 'buttons': return html`<div class="bubble bot">${words(shown.words)}${buttons(shown.buttons, last, press)}</div>`
    case 'quickReplies': return html`
      ${shown.words.shown.length === 0 ? nothing : html`<div class="bubble bot">${words(shown.words)}</div>`}
      ${last ? html`<div class="quick" role="group" aria-label="Quick replies">${shown.buttons.map(one => button(one, last, press, 'quick-reply'))}</div>` : nothing}`
    case 'cards': return shown.cards.length === 1
      ? card(shown.cards[0], last, press)
      : html`<ul class="carousel" tabindex="0" aria-label="${shown.cards.length} cards">${shown.cards.map(one => html`<li>${card(one, last, press)}</li>`)}</ul>`
    case 'list': return html`<div class="list"><ul>${shown.rows.map(row => html`<li><div class="row-words">${titles(row)}${buttons(row.buttons, last, press)}</div>${picture(row.picture)}</li>`)}</ul>${buttons(shown.buttons, last, press)}</div>`
    default: return html`<details class="hidden-reply"><summary class="chip">not shown by the web client${shown.type === '' ? '' : `: ${short(shown.type, 40)}`}</summary>
      <p>${shown.why}. ${shown.to === undefined ? nothing : link(shown.to, shown.to)}</p><pre>${short(JSON.stringify(reply, null, 2) ?? '', 5000)}</pre></details>`
  }
}

function words ({ shown, full }) {
  if (full === undefined) return html`<div class="words">${rich(shown)}</div>`
  return html`<div class="words">${rich(state.cut ? shown : full)}</div>${cutMark()}`
}

function cutMark () {
  return state.cut ? html`<span class="chip" title="Switch “As cut” off to read all of it">cut</span>` : nothing
}

function line ({ shown, full }, name) {
  const text = state.cut ? shown : full
  return text === '' ? nothing : html`<div class=${name} title=${shown === full ? nothing : full}>${text}</div>`
}

function titles ({ title, subtitle }) {
  return html`${line(title, 'title')}${line(subtitle, 'subtitle')}`
}

function card (one, last, press) {
  return html`<div class="card">${picture(one.picture)}<div class="card-words">${titles(one)}</div>${buttons(one.buttons, last, press)}</div>`
}

function buttons (list, last, press) {
  const hidden = list.filter(one => one.hidden !== undefined)
  const drawn = state.cut ? list.filter(one => one.hidden === undefined) : list
  return html`
    ${drawn.length === 0 ? nothing : html`<div class="buttons">${drawn.map(one => button(one, last, press))}</div>`}
    ${state.cut && hidden.length > 0 ? html`<span class="chip" title=${hidden.map(({ title, hidden }) => `${title.full}: ${hidden}`).join('\n')}>${hidden.length} more ${hidden.length === 1 ? 'button' : 'buttons'} not shown</span>` : nothing}`
}

function button (one, last, press, name = '') {
  const { title, press: does, to, value, hidden } = one
  const text = (state.cut ? title.shown : title.full) || '(no title)'
  const note = hidden ?? (does === 'skill' && !last ? 'works in the last message only' : title.shown === title.full ? nothing : title.full)
  if (does === 'link') return link(to, html`${text} <span class="mark" aria-hidden="true">↗</span>`, `button ${name}`)
  if (does === 'call') return html`<a class="button ${name}" href=${/^tel:/.test(to) ? to : nothing}>${text} <span class="mark" aria-hidden="true">☎</span></a>`
  const dead = does === 'nothing' || value === '' || state.pending !== null || (does === 'skill' && !last)
  return html`<button type="button" class="button ${name} ${hidden === undefined ? '' : 'beyond'}" title=${note} ?disabled=${dead} @click=${() => press(one)}>${text}</button>`
}
