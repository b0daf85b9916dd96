import { html, nothing } from './lit/lit-html.js'
import { choose, copyTranscript, erase, look, lookFurther, markDone, replay, replayAll } from './api.js'
import { json } from './json.js'
import { set, state } from './store.js'
import { ago, exactly } from './when.js'

const canCopy = navigator.clipboard !== undefined // over HTTPS, and on this machine

/** The entries of a group or of a conversation, and the one that is looked at. */
export function entries () {
  const { entries, entry, group, conversation, more, note, groups } = state
  if (group === null && conversation === null) {
    return html`<section class="entries" aria-label="Entries"><p
    class="empty quiet">${note ?? (groups.length === 0 ? '' : 'Choose what to look at.')}</p></section>`
  }
  return html`<section class="entries" aria-label="Entries">
    <nav class="list" aria-label="Entries of the group">
      ${together(entries)}
      ${entries.length === 0
        ? html`<p class="empty quiet">${conversation === null
        ? 'None is kept any more: only the count is.'
        : 'Nothing is kept of this conversation.'}</p>`
        : nothing}
      <ul>${entries.map(one => html`<li><button type="button" class="row" aria-current=${one.id === entry?.id}
        @click=${() => choose(one.id)}>
        <span class="quiet" title=${exactly(one.at)}>${ago(one.at)}</span><span class="preview"
          dir="auto">${one.preview}</span>${outcome(one.id)}
      </button></li>`)}</ul>
      ${more ? html`<button type="button" class="small" @click=${lookFurther}>Older ones</button>` : nothing}
    </nav>
    ${entry === null ? nothing : html`<article tabindex="0" aria-label="Entry">${whole(entry)}</article>`}
  </section>`
}

/** Replays all turns of a group that are listed, and counts how they go. */
function together (entries) {
  const { group, replays, replayingAll, busy } = state
  if (group === null || entries.length < 2 || entries[0].kind !== 'failure') return nothing
  if (replayingAll) {
    return html`<p class="confirm">What the handlers do elsewhere, such as an order, they do again.
      <button type="button" class="small danger" ?disabled=${busy !== null}
        @click=${replayAll}>Replay ${entries.length} turns</button>
      <button type="button" class="small" @click=${() => set({ replayingAll: false })}>Leave it</button></p>`
  }
  const failed = replays === null ? 0 : [...replays.values()].filter(isFailed).length
  return html`<p class="together"><button type="button" class="small" ?disabled=${busy !== null}
      @click=${() => set({ replayingAll: true })}>Replay all</button>
    <span role="status">${replays === null
      ? ''
      : `${replays.size} of ${entries.length} replayed: ${replays.size - failed} went well, ${failed} failed`}</span>
  </p>`
}

function isFailed ({ status, error }) {
  return status !== 200 || error !== null
}

function outcome (id) {
  const now = state.replays?.get(id)
  if (now === undefined) return nothing
  return isFailed(now) ? html`<span class="bad">failed again</span>` : html`<span class="good">went well</span>`
}

function whole (entry) {
  const { id, at, kind, group, conversation, skill, route, unread, redacted, error, answer, cause } = entry
  const { busy } = state
  const turn = kind === 'failure' || cause !== null
  return html`
    <div class="bar"><h2>${group.title}</h2>
      ${turn
        ? html`<button type="button" class="primary" ?disabled=${busy !== null}
        @click=${replay}>${busy === 'replay'
        ? 'Replaying'
        : 'Replay'}</button><a class="button-like" href="entries/${id}/inbox.test.js" download>Test file</a>`
        : nothing}
      ${kind === 'failure' && isSentence(entry)
        ? html`<a class="button-like" href="entries/${id}/transcript.json"
        title="Open it in the playground, and talk on from there" download>Transcript</a>${canCopy
          ? html`<button type="button" title="Paste it into the playground, and talk on from there"
        @click=${({ target }) => copyTranscript(target, id)}>Copy transcript</button>`
          : nothing}`
        : nothing}
      <a class="button-like" href="entries/${id}/raw" download>Body</a>
      <button type="button" ?disabled=${busy !== null} @click=${() => markDone(!group.isDone)}>${group.isDone
        ? 'Open again'
        : 'Mark group as done'}</button>
    </div>
    <table class="facts"><tbody>
      ${fact('When', exactly(at))}
      ${fact('How often', html`${group.count}×, first ${exactly(group.firstSeen)}, last ${exactly(group.lastSeen)}`)}
      ${fact('Call', `${route.method} ${route.url}`)}
      ${skill === undefined ? nothing : fact('Skill', skill)}
      ${conversation === undefined
        ? nothing
        : fact('Conversation', html`<button type="button" class="link"
        @click=${() => look({ conversation })}>${conversation}</button> ${eraser(conversation)}`)}
      ${unread === undefined ? nothing : fact('Not read', unread)}
      ${kind === 'report' && cause !== null
        ? fact('Probably about', html`<button type="button" class="link"
        @click=${() => choose(cause)}>a turn that failed before</button>`)
        : nothing}
    </tbody></table>
    ${comparison()}
    ${error === undefined
      ? nothing
      : html`<h3>Thrown</h3><p
      class="problem" dir="auto">${error.name}: ${error.message}</p>${error.stack === undefined
      ? nothing
      : html`<pre class="plain" tabindex="0" aria-label="Stack">${error.stack}</pre>`}`}
    <h3>${kind === 'report' ? 'Report' : 'Call'}${redacted
      ? html` <span
      class="quiet">parts of it are masked</span>`
      : nothing}</h3>
    ${body(entry)}
    ${answer === undefined ? nothing : html`<h3>Answer</h3>${answered(answer, 'answer')}`}`
}

function isSentence ({ text }) {
  return typeof parsed(text ?? '')?.nlp?.source === 'string'
}

function fact (name, value) {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`
}

function eraser (conversation) {
  const { erasing, busy } = state
  if (erasing !== conversation) {
    return html`<button type="button" class="small"
    @click=${() => set({ erasing: conversation })}>Erase</button>`
  }
  return html`<span class="confirm">Erase all that is kept of it? <button type="button" class="small danger"
    ?disabled=${busy !== null} @click=${() => erase(conversation)}>Erase it</button>
    <button type="button" class="small" @click=${() => set({ erasing: null })}>Keep it</button></span>`
}

function comparison () {
  const { replayed } = state
  if (replayed === null) return nothing
  const { then, now, deferred, redacted } = replayed
  return html`<h3>Replayed</h3>
    ${redacted
      ? html`<p class="note">Parts of the call were masked when it was kept: it is not quite the same.</p>`
      : nothing}
    <div class="pair"><div><h4>Then</h4>${answered(then,
      'answer of then')}</div><div><h4>Now</h4>${answered(now,
      'answer of now')}</div></div>
    ${now.error === null ? nothing : html`<h4>Thrown now</h4>${thrown(now.error)}`}
    ${deferred.length === 0 ? nothing : html`<h4>It would have left for later</h4>${json(deferred, 'work for later')}`}`
}

function thrown ({ name, message, at }) {
  return html`<p class="problem" dir="auto">${name}: ${message}</p>${at.length === 0
    ? nothing
    : html`<pre class="plain" tabindex="0" aria-label="Where it was thrown now">${at.join('\n')}</pre>`}`
}

function answered ({ status, body }, name) {
  return html`<p class="meta"><span
    class=${status === 200 ? 'good' : 'bad'}>status ${status}</span></p>${json(parsed(body), name)}`
}

function body ({ text, bytes }) {
  if (bytes === 0) return html`<p class="quiet">none</p>`
  if (text === null) return html`<p class="quiet">${bytes} bytes that are not UTF-8</p>`
  return json(parsed(text), 'body')
}

/** Text that is not JSON, or is nested too deeply to be laid out, is shown as it came. */
function parsed (text) {
  try {
    const value = JSON.parse(text)
    JSON.stringify(value, null, 2)
    return value === null ? text : value
  } catch {
    return text
  }
}
