import { html, nothing } from './lit/lit-html.js'
import { link, picture, rich, short } from './rich.js'

/** What a page says around replies. */
const TEXTS = {
  picture: 'Picture from the bot',
  quickReplies: 'Quick replies',
  quickRepliesGone: titles => `quick replies, gone since something was said after them: ${titles}`,
  cards: count => `${count} cards`
}

/**
 * Draws a reply as the web client does.
 *
 * @param view `last`: whether nothing was said since: only then are quick replies there, and buttons that trigger a
 * skill alive; `press` takes a button; `cut`: whether texts are cut as the platform's web client does; `busy`: whether
 * buttons are off; `texts` in another language
 */
export function drawReply (shown, reply, view) {
  return html`${content(shown, reply, { texts: TEXTS, ...view })}${shown.wait === undefined
    ? nothing
    : html`<span
    class="chip">then waits ${shown.wait} s</span>`}`
}

function content (shown, reply, view) {
  const { last, texts } = view
  switch (shown.as) {
    case 'text': return html`<div class="bubble bot">${words(shown.words, view)}</div>`
    case 'picture': return html`<div class="bubble bot media">${picture(shown.picture, texts.picture)}</div>`
    case 'buttons': return html`<div
      class="bubble bot">${words(shown.words, view)}${buttons(shown.buttons, view)}</div>`
    case 'quickReplies': return html`
      ${shown.words.shown.length === 0 ? nothing : html`<div class="bubble bot">${words(shown.words, view)}</div>`}
      ${!last && shown.buttons.length > 0 && texts.quickRepliesGone !== undefined
        ? html`<span class="chip quick-gone"
        dir="auto">${texts.quickRepliesGone(shown.buttons.map(({ title }) => title.shown)
          .join(', '))}</span>`
        : nothing}
      ${last
        ? html`<div class="quick" role="group" aria-label=${texts.quickReplies}>${shown.buttons.map(one =>
        button(one, view, 'quick-reply'))}</div>`
        : nothing}`
    case 'cards': return shown.cards.length === 1
      ? card(shown.cards[0], view)
      : html`<ul class="carousel" tabindex="0"
        aria-label=${texts.cards(shown.cards.length)}>${shown.cards.map(one => html`<li>${card(one, view)}</li>`)}</ul>`
    case 'list': return html`<div class="list"><ul>${shown.rows.map(row => html`<li><div class="row-words">${titles(
      row, view
    )}${buttons(row.buttons, view)}</div>${picture(row.picture)}</li>`)}</ul>${buttons(shown.buttons, view)}</div>`
    default: return html`<details class="hidden-reply"><summary
      class="chip">not shown by the web client${shown.type === '' ? '' : `: ${short(shown.type, 40)}`}</summary>
      <p>${shown.why}. ${shown.to === undefined
        ? nothing
        : link(shown.to, shown.to)}</p><pre>${short(JSON.stringify(reply, null, 2) ?? '', 5000)}</pre></details>`
  }
}

function words ({ shown, full }, { cut }) {
  if (full === undefined) return html`<div class="words" dir="auto">${rich(shown)}</div>`
  return html`<div class="words" dir="auto">${rich(cut ? shown : full)}</div>${cutMark(cut)}`
}

function cutMark (cut) {
  return cut ? html`<span class="chip" title="Switch “As cut” off to read all of it">cut</span>` : nothing
}

function line ({ shown, full }, name, cut) {
  const text = cut ? shown : full
  return text === ''
    ? nothing
    : html`<div class=${name} dir="auto"
    title=${shown === full ? nothing : full}>${text}</div>`
}

function titles ({ title, subtitle }, { cut }) {
  return html`${line(title, 'title', cut)}${line(subtitle, 'subtitle', cut)}`
}

function card (one, view) {
  return html`<div class="card">${picture(one.picture)}<div
    class="card-words">${titles(one, view)}</div>${buttons(one.buttons, view)}</div>`
}

function buttons (list, view) {
  const { cut } = view
  const hidden = list.filter(one => one.hidden !== undefined)
  const drawn = cut ? list.filter(one => one.hidden === undefined) : list
  return html`
    ${drawn.length === 0 ? nothing : html`<div class="buttons">${drawn.map(one => button(one, view))}</div>`}
    ${cut && hidden.length > 0
      ? html`<span class="chip"
      title=${hidden.map(({ title, hidden }) => `${title.full}: ${hidden}`).join(
      '\n'
    )}>${hidden.length} more ${hidden.length === 1 ? 'button' : 'buttons'} not shown</span>`
      : nothing}`
}

function button (one, { last, press, cut, busy }, name = '') {
  const { title, press: does, to, value, hidden } = one
  const text = (cut ? title.shown : title.full) || '(no title)'
  const note = hidden ??
    (does === 'skill' && !last ? 'works in the last message only' : title.shown === title.full ? nothing : title.full)
  if (does === 'link') return link(to, html`${text} <span class="mark" aria-hidden="true">↗</span>`, `button ${name}`)
  if (does === 'call') {
    return html`<a class="button ${name}" href=${/^tel:/.test(to) ? to : nothing}>${text} <span
    class="mark" aria-hidden="true">☎</span></a>`
  }
  const dead = does === 'nothing' || value === '' || busy || (does === 'skill' && !last)
  return html`<button type="button" class="button ${name} ${hidden === undefined ? '' : 'beyond'}" title=${note}
    dir="auto"
    ?disabled=${dead} @click=${() => press(one)}>${text}</button>`
}
