import { html, nothing } from './lit/lit-html.js'
import { live } from './lit/directives/live.js'
import { repeat } from './lit/directives/repeat.js'
import { change, converse } from './api.js'
import { countRevealed } from './delays.js'
import { drawEarlier } from './earlier.js'
import { drawReply } from './replies.js'
import { set, state } from './store.js'
import { drawFrames, failuresOf, warningsOf } from './why.js'

export function chat () {
  const { view, pending, cut } = state
  return html`
    <section class="chat" aria-label="Chat">
      <div class="bar chat-bar">
        <h2>Chat</h2>
        <label class="check" title="The web client cuts long texts and drops buttons beyond its limits"><input
          type="checkbox" .checked=${live(cut)}
            @change=${event => set({ cut: event.target.checked })}> As cut by the web client</label>
      </div>
      <div class="messages" role="log" aria-live="polite" aria-label="Messages" tabindex="0">
        ${view.turns.length === 0 && view.pushed.length === 0 && pending === null
          ? html`<div class="empty">
          <p><strong>Say something to ${view.name}.</strong></p>
          <p>${view.bot === null
            ? `Each sentence is one call of ${view.url}.`
            : `Its webhooks are called at ${view.url}.`}
            What is sent, what comes back and what the bot remembers is shown beside the chat.</p>
        </div>`
          : nothing}
        ${drawPushed(0)}
        ${repeat(view.turns, ({ number, nlp }) => `${view.conversation} ${number} ${nlp?.uuid}`,
          turn => html`${drawTurn(turn)}${drawPushed(turn.number)}`)}
        ${pending === null
          ? nothing
          : html`<div class="turn"><div class="bubble user" role="group" aria-label="You"
          dir="auto">${pending}</div>${drawWaiting('Waiting for the answer')}</div>`}
      </div>
      ${composer()}
    </section>`
}

function drawWaiting (label) {
  return html`<div class="bubble bot waiting" role="status" aria-label=${label}><i></i><i></i><i></i></div>`
}

function drawTurn (turn) {
  const { number, input, replies, shown, skill, ms } = turn
  const latest = number === state.view.turns.length && state.pending === null &&
    !state.view.pushed.some(({ after }) => after === number)
  // client_data does not count as a message
  const final = shown.findLastIndex(({ as, type }) => as !== 'nothing' || type !== 'client_data')
  const wrong = failuresOf(turn)
  const revealed = countRevealed(turn)
  return html`<article class="turn ${state.selected === number ? 'selected' : ''}" aria-label="Turn ${number}">
    <div class="bubble user" role="group" aria-label="You" dir="auto">${input.pressed ?? input.text}</div>
    ${wrong.map(failure => html`<div class="bubble wrong"><strong>${failure.title}</strong> <span
      dir="auto">${failure.message}</span>${drawFrames(failure)}
      <button type="button" class="link" aria-label="Why? Turn ${number}"
        @click=${() => set({ selected: number, side: 'inspect', tab: 'why', editing: null })}>Why?</button></div>`)}
    ${shown.slice(0, revealed).map((one, index) => html`<div class="reply" role="group"
      aria-label="Bot">${drawReply(one, replies[index], viewOf(latest && index >= final))}</div>`)}
    ${revealed < shown.length ? drawWaiting('The next message waits for the delay of this one') : nothing}
    ${warningsOf(turn).map(message => html`<p class="warned" dir="auto">${message}</p>`)}
    ${shown.length === 0 && wrong.length === 0 ? html`<div class="chip">no reply</div>` : nothing}
    ${drawEarlier(turn)}
    <div class="about">
      <button type="button" class="link" aria-label="Look at turn ${number}"
        @click=${() => set({ selected: number, side: 'inspect', editing: null })}>Turn ${number}</button>
      <span>${skill ?? 'no skill'}</span><span>${ms} ms</span>
      <button type="button" class="link" aria-label="Say something else in place of turn ${number}"
        ?disabled=${state.pending !== null} @click=${() => instead(turn)}>Say something else</button>
    </div>
  </article>`
}

/** What the bot has pushed after that turn, before the next. */
function drawPushed (turn) {
  const { view: { turns, pushed, conversation }, pending } = state
  const here = pushed.filter(({ after }) => after === turn)
  return repeat(here, ({ number }) => `${conversation} ${number}`, ({ number, messages, shown, findings }, index) => {
    const latest = turn === turns.length && pending === null && index === here.length - 1
    return html`<article class="turn pushed" aria-label="Pushed by the bot, ${number}">
      ${shown.map((one, index) => html`<div class="reply" role="group"
        aria-label="Bot">${drawReply(one, messages[index], viewOf(latest && index === shown.length - 1))}</div>`)}
      <div class="about"><span class="chip">pushed</span>${findings.map(({ path, message, fix }) => html`<span
        class="warned">${path}: ${message}; ${fix}</span>`)}</div>
    </article>`
  })
}

function viewOf (last) {
  return { last, press, cut: state.cut, busy: state.pending !== null }
}

function press ({ title, value, press }) {
  return done(converse('press', { title: title.full, value, ...(press === 'skill' && { skill: true }) },
    title.full || value))
}

/** Goes back to before a turn, with its sentence to be changed. */
async function instead ({ number, input }) {
  if (!await change('back', { turn: number - 1 })) return
  set({ draft: input.text, side: 'chat' })
  const field = document.querySelector('#sentence')
  field.focus()
  field.select()
}

function composer () {
  const { view, draft, skill, intent, entities, pending } = state
  const about = view.bot === null
    ? html`<input id="skill" placeholder="none" .value=${live(skill)}
      @input=${event => set({ skill: event.target.value })} autocomplete="off" spellcheck="false">`
    : html`<select id="skill" @change=${event => set({ skill: event.target.value })}>
        <option value="" .selected=${live(skill === '')}>automatic</option>
        ${view.bot.skills.map(name => html`<option value=${name} .selected=${live(skill === name)}>${name}</option>`)}
      </select>`
  return html`<form class="composer" @submit=${say}>
    <div class="for"><label for="skill">Skill</label>${about}
      <details><summary
        title="What the sentence is to be understood as, in place of what is recognised">More</summary><div>
        <label for="intent">Intent</label><input id="intent" placeholder="none" .value=${live(intent)}
          @input=${event => set({ intent: event.target.value })} autocomplete="off" spellcheck="false">
        <label for="entities">Entities</label><input id="entities" placeholder="location: Paris, …" .value=${live(
          entities
        )} @input=${event => set({ entities: event.target.value })} autocomplete="off" spellcheck="false">
      </div></details>
    </div>
    <div class="line">
      <input id="sentence" aria-label="Your sentence" dir="auto" placeholder="Say something" autocomplete="off"
        enterkeyhint="send" maxlength="10000"
        .value=${live(draft)} @input=${event => set({ draft: event.target.value })} @keydown=${recall}>
      <button class="primary" ?disabled=${pending !== null || draft.trim() === ''}>Send</button>
    </div>
  </form>`
}

function say (event) {
  event.preventDefault()
  const text = state.draft.trim()
  if (text === '' || state.pending !== null) return
  const given = understood()
  // a URL goes on with its skill
  set({ draft: '', intent: '', entities: '', ...(state.view.bot !== null && { skill: '' }) })
  done(converse('say', { text, ...(Object.keys(given).length > 0 && { understood: given }) }, text), text)
}

/** What was typed beside the sentence, in place of what the NLU makes of it. */
function understood () {
  const [skill, intent] = [state.skill.trim(), state.intent.trim()]
  const entities = state.entities.split(',').map(pair => pair.split(/:(.*)/s).map(word => word.trim()))
    .filter(([name, value]) => name !== '' && value)
  return {
    ...(skill !== '' && { skill }),
    ...(intent !== '' && { intent }),
    ...(entities.length > 0 && { entities: Object.fromEntries(entities.map(([name, value]) => [name, value])) })
  }
}

/** A sentence that was not taken is there again, to be tried once more. */
async function done (turn, text = '') {
  if (!await turn && state.draft === '') set({ draft: text })
  if (matchMedia('(pointer: fine)').matches) document.querySelector('#sentence')?.focus({ preventScroll: true })
}

const MAX_RECALLED = 50
let recalled = 0 // how far back

/**
 * The arrow up brings the last sentences back, one after the other, the arrow down goes forth; Escape empties the line.
 */
function recall (event) {
  const said = [...new Set(state.view.turns.map(({ input }) => input.text).reverse())].slice(0, MAX_RECALLED)
  if (state.draft === '' || state.draft !== said[recalled - 1]) recalled = 0
  const to = { ArrowUp: recalled + 1, ArrowDown: recalled - 1 }[event.key]
  if (to !== undefined && (state.draft === '' || recalled > 0) && to <= said.length) {
    event.preventDefault()
    recalled = Math.max(0, to)
    set({ draft: said[recalled - 1] ?? '' })
  } else if (event.key === 'Escape') {
    set({ draft: '', error: null })
  }
}
