import { html, nothing } from './lit/lit-html.js'

/** What failed in a turn: a message, and where in the app it was thrown. Each is told once. */
export function failuresOf ({ calls, logs }) {
  const failed = calls.filter(isNews).filter(({ problem, failure }) => problem !== null || failure !== undefined)
  if (failed.length > 0) {
    return failed.map(({ request, problem, failure }) => ({
      title: problem === null ? 'The handler failed, and its error reply was sent.' : 'The call failed.',
      message: problem === null ? failure.message : `${request.method} ${request.url}: ${problem.message}`,
      frames: failure?.thrown?.frames ?? [],
      registered: failure?.registeredAt ? `${failure.handler} is registered at ${failure.registeredAt}` : ''
    }))
  }
  return logs.filter(({ level }) => level === 'error').map(({ message }) => ({
    title: 'Something went wrong.', message, frames: [], registered: ''
  }))
}

/** A report that fails as the call did that it tells of is not told again. */
function isNews ({ purpose, problem }, index, calls) {
  return purpose !== 'errors' || problem === null ||
    !calls.slice(0, index).some(call => call.problem?.message === problem.message)
}

/** What a turn left undone. What the lint says of replies stands with the channels. */
export function warningsOf ({ logs }) {
  return logs.filter(({ level, code }) => level === 'warn' && code !== 'W_REPLY_FINDING').map(({ message }) => message)
}

/** Lines of the app, or where its handler was registered; those of packages and of Node are folded. */
export function drawFrames ({ frames, registered }) {
  const own = frames.filter(frame => frame.own)
  if (own.length === 0 && registered !== '') return html`<p class="frames"><code>${registered}</code></p>`
  if (frames.length === 0) return nothing
  const rest = frames.filter(frame => !frame.own)
  return html`<ul class="frames">${own.map(({ at }) => html`<li><code>${at}</code></li>`)}</ul>
    ${rest.length === 0
      ? nothing
      : html`<details
      class="frames"><summary>${rest.length} lines of packages and of Node</summary><ul>${rest.map(({ at }) =>
        html`<li><code>${at}</code></li>`)}</ul></details>`}`
}

/** Why the turn went as it did: what failed, and how its skill was chosen. */
export function whyPanel (turn) {
  const { decision, logs } = turn
  const failures = failuresOf(turn)
  const skipped = logs.filter(({ code }) => code === 'I_ACTION_SKIPPED')
  const findings = logs.filter(({ code }) => code === 'W_REPLY_FINDING')
  const asks = logs.filter(({ code }) => code === 'I_REQUIREMENT_MISSING' || code === 'I_REQUIREMENT_INVALID')
  return html`
    ${failures.length === 0
      ? nothing
      : html`<h3>What failed</h3>${failures.map(failure =>
      html`<div class="problem"><strong>${failure.title}</strong> <span
        dir="auto">${failure.message}</span>${drawFrames(failure)}</div>`)}`}
    ${decision === undefined
      ? html`<p class="quiet">Without a bot file each sentence is one call of the webhook: there is nothing to
        choose.</p>`
      : html`<h3>Skill</h3><p>${sentence(decision.summary)}</p>${asks.map(({ message }) =>
        html`<p>${sentence(message)}</p>`)}
        ${intents(decision.intents)}${triggers(decision.triggers)}`}
    ${list('Replies that may not be what was meant', findings)}
    ${list('Actions left out', skipped)}`
}

function list (title, logs) {
  return logs.length === 0
    ? nothing
    : html`<h3>${title}</h3><ul class="why">${logs.map(({ message }) => html`<li dir="auto">${message}</li>`)}</ul>`
}

function intents (all) {
  return html`<h3>Intents</h3>
    ${all.length === 0
      ? html`<p class="quiet">The sentence is like no expression of the bot.</p>`
      : html`<table class="facts"><tbody>${all.map(({ slug, confidence, needs }) => html`<tr>
          <th scope="row">@${slug}</th>
          <td><meter min="0" max="1" low=${needs} aria-label="Confidence" .value=${confidence}></meter></td>
          <td>${percent(confidence)}</td>
          <td class="quiet">${confidence < needs ? `does not count: it needs ${percent(needs)}` : 'counts'}</td>
        </tr>`)}</tbody></table>`}`
}

function triggers (all) {
  if (all.length === 0) return nothing
  return html`<h3>Triggers</h3><table
    class="facts"><tbody>${all.flatMap(({ skill, conditions }) => conditions.map(({ text, held }) => html`<tr>
    <th scope="row">${skill}</th><td
      class=${held ? 'good' : 'quiet'}>${held ? 'holds' : 'does not hold'}</td><td><code>${text}</code></td>
  </tr>`))}</tbody></table>`
}

function percent (confidence) {
  return `${Math.round(confidence * 100)} %`
}

function sentence (text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`
}
