import { html, nothing } from './lit/lit-html.js'

/** Draws rich text, which came as a tree without any HTML. */
export function rich (nodes) {
  return nodes.map(node)
}

function node (part) {
  switch (part.is) {
    case 'text': return part.text
    case 'code': return html`<code>${part.text}</code>`
    case 'block': return html`<pre>${part.text}</pre>`
    case 'break': return html`<br>`
    case 'rule': return html`<hr>`
    case 'link': return link(part.to, rich(part.of))
    case 'picture': return picture({ from: part.from }, part.alt)
    case 'strong': return html`<strong>${rich(part.of)}</strong>`
    case 'em': return html`<em>${rich(part.of)}</em>`
    case 'del': return html`<del>${rich(part.of)}</del>`
    case 'paragraph': return html`<p>${rich(part.of)}</p>`
    case 'heading': return html`<p class="heading">${rich(part.of)}</p>`
    case 'quote': return html`<blockquote>${rich(part.of)}</blockquote>`
    case 'bullets': return html`<ul>${rich(part.of)}</ul>`
    case 'numbers': return html`<ol>${rich(part.of)}</ol>`
    case 'item': return html`<li>${rich(part.of)}</li>`
    case 'table': return html`<div class="scroll" tabindex="0"><table>${rich(part.of)}</table></div>`
    case 'row': return html`<tr>${rich(part.of)}</tr>`
    case 'cell': return html`<td>${rich(part.of)}</td>`
    default: return rich(part.of)
  }
}

/** The server has checked where it leads to; this is the second lock. */
export function link (to, words, name = nothing) {
  if (!/^(https?:|tel:)/.test(to)) return words
  return html`<a class=${name} href=${to} target="_blank" rel="noopener noreferrer nofollow">${words}</a>`
}

/** A picture; one that does not load says where it is. */
export function picture (shown, alt = '') {
  if (shown === null) return nothing
  if (!('from' in shown)) {
    return html`<span
    class="chip">picture not shown: ${shown.why} <code>${short(shown.address)}</code></span>`
  }
  if (!/^(https:|data:image\/)/.test(shown.from)) return nothing
  return html`<span class="picture"><img src=${shown.from} alt=${alt} loading="lazy" referrerpolicy="no-referrer"
    @error=${event => event.target.parentElement.classList.add('broken')}
      @load=${event => event.target.parentElement.classList.remove('broken')}
    ><span class="chip">picture does not load <code>${short(shown.from)}</code></span></span>`
}

export function short (text, most = 120) {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
