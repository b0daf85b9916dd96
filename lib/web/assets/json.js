import { html, nothing } from './lit/lit-html.js'

const MAX_COLOURED_CHARS = 20_000 // characters that are coloured; beyond that a page gets slow
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Draws a JSON value, or text that is none. */
export function json (value, name) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  if (text === undefined) return html`<p class="quiet">none</p>`
  return html`<div class="json"><pre tabindex="0" aria-label=${name}>${typeof value === 'string'
    ? text.slice(0, MAX_COLOURED_CHARS)
    : coloured(text.slice(0, MAX_COLOURED_CHARS))}${text.length > MAX_COLOURED_CHARS
      ? html`
<span class="quiet">… and ${text.length - MAX_COLOURED_CHARS} more characters: copy them</span>`
      : nothing}</pre>
    <button type="button" class="small copy" aria-label="Copy ${name}"
      @click=${event => copy(event.target, text)}>Copy</button></div>`
}

function coloured (text) {
  const parts = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match
    parts.push(text.slice(end, match.index))
    end = match.index + whole.length
    if (colon !== undefined) parts.push(html`<span class="key">${string}</span>${colon}`)
    else parts.push(html`<span class=${string === undefined ? 'literal' : 'string'}>${whole}</span>`)
  }
  return [...parts, text.slice(end)]
}

/** Copies a text, and says so on the button. */
export async function copy (button, text) {
  if (button.textContent === 'Copied') return
  const before = button.textContent
  await navigator.clipboard.writeText(text)
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = before }, 1500)
}
