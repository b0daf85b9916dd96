import { html, nothing, render } from './lit/lit-html.js'
import { repeat } from './lit/directives/repeat.js'
import { drawReply } from './replies.js'
import { link } from './rich.js'
import { isRightToLeft } from './texts.js'

const NEAR_END_PX = 80

/** Draws the chat into its root, again and again. */
export function createView (root, { chat, preferences, language, texts }) {
  const { state } = chat
  const title = preferences.headerTitle
  let wasOpen = false
  let count = 0

  return { draw }

  function draw () {
    const list = root.querySelector('.messages')
    const isAtEnd = list === null || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX
    render(html`<div class="client" lang=${language}
      dir=${isRightToLeft(language) ? 'rtl' : 'ltr'}>${state.isOpen ? panel() : launcher()}</div>`, root)
    if (state.isOpen &&
      (isAtEnd || state.messages.length > count)) root.querySelector('.messages').scrollTo({ top: 1e9 })
    count = state.messages.length
    if (state.isOpen !== wasOpen) focus()
    wasOpen = state.isOpen
  }

  function focus () {
    const active = document.activeElement
    if (active !== root.host && active !== document.body) return // somebody types elsewhere in the page
    root.querySelector(state.isOpen ? '.composer textarea' : '.launcher').focus()
  }

  function launcher () {
    const name = preferences.expanderTitle || texts.open
    return html`<button type="button" class="launcher"
      aria-label=${state.unread > 0 ? `${name}: ${texts.unread(state.unread)}` : name} @click=${chat.open}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path
        d="M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z"/></svg>
      ${state.unread > 0 ? html`<span class="badge" aria-hidden="true">${state.unread}</span>` : nothing}
    </button>`
  }

  function panel () {
    const { messages, isTyping, isOffline } = state
    const newest = messages.findLastIndex(({ notice, shown }) => notice === undefined && shown?.type !== 'client_data')
    return html`<section class="panel" role="dialog" aria-label=${title} @keydown=${onKey}>
      <header><h2>${title}</h2><button type="button" class="close" aria-label=${texts.close} @click=${chat.close}><svg
        viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg></button></header>
      <div class="messages" role="log" aria-live="polite" aria-label=${texts.messages} tabindex="0">
        ${preferences.welcomeMessage
          ? html`<div class="message bot"><div
          class="bubble bot">${preferences.welcomeMessage}</div></div>`
          : nothing}
        ${repeat(messages, ({ id }) => id, (message, index) => drawMessage(message, index >= newest))}
        ${isTyping
          ? html`<div class="bubble bot typing" role="status"
          aria-label=${texts.typing}><i></i><i></i><i></i></div>`
          : nothing}
      </div>
      ${isOffline ? html`<p class="offline" role="status">${texts.offline}</p>` : nothing}
      <form class="composer" @submit=${submit}>
        <textarea rows="1" dir="auto" autocomplete="off" aria-label=${texts.placeholder}
          placeholder=${preferences.userInputPlaceholder || texts.placeholder}
          maxlength=${preferences.characterLimit > 0 ? preferences.characterLimit : 10_000} @keydown=${sendByEnter}
            @input=${grow}></textarea>
        <button type="submit" aria-label=${texts.send}><svg viewBox="0 0 24 24" aria-hidden="true"><path
          d="M3 12l18-8-7 18-3-8z"/></svg></button>
      </form>
    </section>`
  }

  function drawMessage (message, isLast) {
    const { isBot, shown, attachment, notice, failed } = message
    if (notice !== undefined) return html`<p class="notice">${texts[notice]}</p>`
    if (isBot) {
      return shown.as === 'nothing'
        ? drawHidden(shown)
        : html`<div class="message bot">${drawReply(
      { ...shown, wait: undefined }, attachment, { last: isLast, press: chat.press, cut: false, busy: false, texts }
    )}</div>`
    }
    return html`<div class="message user"><div class="bubble user">${attachment.title ?? attachment.content}</div>
      ${failed
        ? html`<p class="failed" role="alert">${texts.failed} <button type="button" class="link"
        @click=${() => chat.retry(message)}>${texts.retry}</button></p>`
        : nothing}</div>`
  }

  /** Films and sounds are a link; what no client shows is not shown. */
  function drawHidden ({ type, to }) {
    if (to === undefined || !['video', 'audio'].includes(type)) return nothing
    return html`<div class="message bot"><div class="bubble bot">${link(to, texts[type])}</div></div>`
  }

  function submit (event) {
    event.preventDefault()
    const field = root.querySelector('.composer textarea')
    const text = field.value.trim()
    if (text === '') return
    field.value = ''
    grow({ target: field })
    chat.say(text)
  }

  function sendByEnter (event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event)
  }

  function grow ({ target }) {
    target.style.height = 'auto'
    target.style.height = `${target.scrollHeight}px`
  }

  function onKey (event) {
    if (event.key === 'Escape') chat.close()
  }
}
