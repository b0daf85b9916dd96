import { html, nothing } from './lit/lit-html.js'
import { chooseCode, settle, steer } from './api.js'
import { set, state } from './store.js'
import { ago, exactly } from './when.js'

/** What the queues have to do, and what was given up. */
export function queues () {
  const { queues: status, note } = state
  if (status === null) return html`<main class="queues"></main>`
  return html`<main class="queues">
    ${note === null ? nothing : html`<p class="plain" role="status">${note}</p>`}
    ${status.pushesStopped === null
      ? nothing
      : html`<p class="confirm"
      role="alert">Nothing is pushed, the Bot Connector takes no messages: ${status.pushesStopped}.</p>`}
    <h2>Queues</h2>
    ${queueTable(status.queues)}
    <h2>Dead letters</h2>
    ${status.deadLetters.length === 0
      ? html`<p
      class="empty quiet">Nothing was given up.</p>`
      : html`${reasons(status.deadLetters)}${deadLetters()}`}
  </main>`
}

function queueTable (all) {
  return html`<table>
    <thead><tr><th>Queue</th><th class="number">Items</th><th class="number">Conversations</th><th
      class="number">Running</th><th class="number">Retrying</th><th class="number">Oldest</th><th
        class="number">Done per minute</th><th class="number">Failed per minute</th><th></th></tr></thead>
    <tbody>${Object.entries(all).map(([name, queue]) => html`<tr>
      <td>${name}${queue.isPaused ? html` <span class="kind">paused</span>` : nothing}</td>
      ${[
        queue.depth, queue.conversations, queue.running, queue.retrying, `${Math.round(queue.oldestSeconds)} s`,
        queue.donePerMinute.toFixed(1), queue.failedPerMinute.toFixed(1)
      ].map(value => html`<td class="number">${value}</td>`)}
      <td class="actions"><button type="button" class="small" ?disabled=${state.busy !== null} @click=${() =>
        steer(queue.isPaused ? 'resume' : 'pause', name)}>${queue.isPaused ? 'Resume' : 'Pause'} ${name}</button></td>
    </tr>`)}</tbody>
  </table>`
}

function reasons (deadLetters) {
  const codes = [...new Set(deadLetters.map(({ code }) => code))]
  return html`<table>
    <thead><tr><th>Queue</th><th>Reason</th><th class="number">Letters</th><th>Oldest</th><th></th></tr></thead>
    <tbody>${deadLetters.map(({ queue, code, count, oldestAt }) => html`<tr>
      <td>${queue}</td>
      <td><button type="button" class="small" aria-pressed=${state.code === code}
        @click=${() => chooseCode(state.code === code ? null : code)}>${code}</button></td>
      <td class="number">${count}</td>
      <td title=${exactly(oldestAt)}>${ago(oldestAt)}</td>
      <td class="actions">${bulkActions(code, code)}</td>
    </tr>`)}</tbody>
    ${codes.length < 2
      ? nothing
      : html`<tfoot><tr><td colspan="4"></td><td
      class="actions">${bulkActions(null, 'all')}</td></tr></tfoot>`}
  </table>`
}

/** @param code null: all of them */
function bulkActions (code, label) {
  const isBusy = state.busy !== null
  if (state.purging === label) {
    return html`<span class="confirm">Delete for good?</span>
      <button type="button" class="small danger" ?disabled=${isBusy}
        @click=${() => settle('purge', code)}>Delete</button>
      <button type="button" class="small" @click=${() => set({ purging: null })}>Keep</button>`
  }
  return html`<button type="button" class="small" ?disabled=${isBusy}
    @click=${() => settle('retry', code)}>Retry ${label}</button>
    <button type="button" class="small" ?disabled=${isBusy}
      @click=${() => set({ purging: label })}>Delete ${label}</button>`
}

function deadLetters () {
  return html`<table>
    <thead><tr><th>When</th><th>What</th><th>Conversation</th><th class="number">Attempts</th><th>Why</th></tr></thead>
    <tbody>${state.deadLetters.map(({ at, kind, job, conversation, attempts, reason }) => html`<tr>
      <td title=${exactly(at)}>${ago(at)}</td><td>${kind}${job === undefined
        ? nothing
        : ` ${job}`}</td><td>${conversation.slice(0, 100)}</td><td class="number">${attempts}</td><td>${reason}</td>
    </tr>`)}</tbody>
  </table>`
}
