import { html, nothing } from './lit/lit-html.js'
import { copy } from './json.js'
import { skillsPicture } from './skills-picture.js'
import { state } from './store.js'

/** The skills of the bot file, and where each leads to. */
export function skillsPanel () {
  const { skills, view } = state
  if (view.bot === null) return html`<p class="quiet">Without a bot file there are no skills to show.</p>`
  if (skills === null) return nothing
  const now = view.turns.at(-1)?.skill
  return html`
    <div class="bar"><p class="quiet">As the bot file says. The skill of the last turn is marked.</p>
      <button type="button" class="small" @click=${event => copy(event.target, skills.mermaid)}>Copy as
        Mermaid</button></div>
    ${skillsPicture(skills.picture, now)}
    <ul class="skills">${skills.skills.map(one => html`<li id="skill-${one.slug}" aria-current=${one.slug === now}>
      <h3>${one.slug}${one.roles.map(role => html` <span class="chip">${role}</span>`)}</h3>
      <dl>
        ${row('when', one.triggers.length === 0 ? ['no trigger'] : one.triggers)}
        ${row('needs', one.requires)}
        ${row('calls', one.calls)}
        ${one.gotos.length === 0
          ? nothing
          : html`<dt>goes to</dt><dd>${one.gotos.map(goto => html`<button type="button"
          class="link" @click=${() => show(goto)}>${goto}</button> `)}</dd>`}
      </dl></li>`)}</ul>`
}

function row (name, texts) {
  return texts.length === 0 ? nothing : html`<dt>${name}</dt><dd>${texts.map(text => html`<code>${text}</code> `)}</dd>`
}

function show (slug) {
  document.querySelector(`#${CSS.escape(`skill-${slug}`)}`)?.scrollIntoView({ block: 'nearest' })
}
