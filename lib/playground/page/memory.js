import { html, nothing } from './lit/lit-html.js'
import { guard } from './lit/directives/guard.js'
import { change } from './api.js'
import { short } from './rich.js'
import { isLatest, selectedTurn, set, state } from './store.js'

const NO_CHANGES = { added: {}, removed: {}, changed: {} }
const MAX_ROWS = 50 // of an object or list; the others are folded
const MAX_OPEN_LEVELS = 3 // deeper ones are folded

/** The memory after the selected turn; that of the last one is a tree to edit. */
export function memoryPanel () {
  const turn = selectedTurn()
  const editable = isLatest()
  const memory = editable ? state.view.memory : turn?.memory ?? {}
  const byHand = editable && state.view.edits.some(edit => edit.after === state.selected && 'memory' in edit)
  // what a turn did is no mark of what a hand did
  const changes = (byHand ? undefined : turn?.changes) ?? NO_CHANGES
  return html`
    <div class="bar">
      <p class="quiet">${editable
        ? byHand ? 'Edited by hand: the next sentence is sent with it.' : 'Select a value to change it.'
        : `As it was after turn ${state.selected}. Go back to that turn to change it.`}</p>
      ${editable && !state.editing?.all
        ? html`<button type="button" class="small" data-focus="json"
        @click=${() => edit({ all: true })}>Edit as JSON</button>`
        : nothing}
    </div>
    ${editable && state.editing?.all
      ? whole(memory)
      : html`<div
      class="tree">${guard([memory, changes, editable, state.editing, state.unfolded], () =>
        branch(memory, [], { changes, editable }))}</div>`}
    ${byHand ? nothing : legend(changes)}`
}

function legend ({ added, removed, changed }) {
  const counts = [['added', added], ['changed', changed], ['removed', removed]].map(([name, places]) =>
    [name, Object.keys(places).length]).filter(([, count]) => count > 0)
  if (counts.length === 0) {
    return state.selected === 0
      ? nothing
      : html`<p
    class="quiet">This turn changed nothing in it.</p>`
  }
  return html`<p class="legend">This turn: ${counts.map(([name, count]) => html`<span
    class=${name}>${count} ${name}</span> `)}</p>`
}

function branch (value, path, tools) {
  const pointer = pointerOf(path)
  const list = Array.isArray(value)
  const rows = Object.entries(value)
  const gone = Object.entries(tools.changes.removed).filter(([place]) =>
    place.startsWith(`${pointer}/`) && !place.slice(pointer.length + 1).includes('/'))
  const shown = rows.length <= MAX_ROWS || state.unfolded.has(pointer) ? rows : rows.slice(0, MAX_ROWS)
  const adding = tools.editable && same(state.editing, { path, add: true })
  return html`<ul>
    ${shown.map(([key, inner]) => row(key, inner, [...path, list ? Number(key) : key], tools))}
    ${shown.length === rows.length
      ? nothing
      : html`<li><button type="button" class="small"
      @click=${() => unfold(pointer)}>${rows.length - shown.length} more</button></li>`}
    ${gone.filter(([place]) => !rows.some(([key]) => pointerOf([...path, key]) === place)).map(([place, from]) =>
      html`<li class="removed"><span class="key">${keyOf(place)}</span><span
        class="value">${short(JSON.stringify(from), 200)}</span><span class="tag">removed</span></li>`)}
    ${rows.length === 0 && gone.length === 0 && path.length === 0 ? html`<li class="quiet">Empty.</li>` : nothing}
    ${adding
      ? html`<li>${adder(path, list)}</li>`
      : tools.editable &&
      path.length === 0
        ? html`<li>${addButton(path, '+ key')}</li>`
        : nothing}
  </ul>`
}

/** @param pointer of an object or list whose rows are all shown from now on */
function unfold (pointer) {
  set({ unfolded: new Set([...state.unfolded, pointer]) })
}

function addButton (path, text) {
  return html`<button type="button" class="small add" data-focus=${focusName('add', path)}
    aria-label=${path.length === 0
    ? `${text}: add to the memory`
    : `${text} Add to ${path.join(', ')}`} title="Add" @click=${() => edit({ path, add: true })}><span
      aria-hidden="true">${text}</span></button>`
}

function row (key, value, path, tools) {
  const mark = markOf(pointerOf(path), tools.changes)
  const inside = typeof value === 'object' && value !== null
  const editing = tools.editable && same(state.editing, { path, add: false })
  const remove = tools.editable && !editing
    ? html`<button type="button" class="small remove" aria-label="Remove ${path.join(', ')}" title="Remove"
      @click=${() => save(without(state.view.memory, path))}><span aria-hidden="true">×</span></button>`
    : nothing
  const tag = mark.name === ''
    ? nothing
    : html`<span class="tag" title=${mark.from === undefined
    ? nothing
    : `was ${short(JSON.stringify(mark.from), 300)}`}>${mark.name}${mark.from === undefined
      ? nothing
      : html` <del>${short(JSON.stringify(mark.from), 40)}</del>`}</span>`
  if (inside) {
    return html`<li class=${mark.name}><details ?open=${isOpen(path, tools)}><summary><span
      class="key">${key}</span><span
      class="quiet">${counted(value)}</span>${tag}</summary>${tools.editable
      ? html`<span class="acts">${addButton(path, '+')}${remove}</span>`
      : nothing}${branch(value, path, tools)}</details></li>`
  }
  return html`<li class=${mark.name}><span class="key">${key}</span>${editing
    ? valueForm(path, value)
    : valueOf(key, value, path, tools)}${editing ? nothing : tag}${remove}</li>`
}

/** What is deep is folded, unless the turn changed something in it. */
function isOpen (path, { changes }) {
  const pointer = `${pointerOf(path)}/`
  return path.length <= MAX_OPEN_LEVELS || Object.values(changes).some(places =>
    Object.keys(places).some(place => place.startsWith(pointer)))
}

function counted (value) {
  const count = Object.keys(value).length
  return `${count} ${Array.isArray(value) ? 'item' : 'key'}${count === 1 ? '' : 's'}`
}

function valueOf (key, value, path, { editable }) {
  const text = typeof value === 'string' ? `“${short(value, 300)}”` : JSON.stringify(value)
  const kind = typeof value === 'string' ? 'string' : 'literal'
  if (!editable) return html`<span class="value ${kind}">${text}</span>`
  return html`<button type="button" class="value ${kind}" data-focus=${focusName('edit', path)}
    aria-label="Change ${path.join(', ')}: ${text}" @click=${() => edit({ path, add: false })}>${text}</button>`
}

function valueForm (path, value) {
  return html`<form class="edit" @submit=${event => submit(event,
    form => save(withValue(state.view.memory, path, read(form.elements.value.value))))} @keydown=${cancel}>
    <input name="value" data-edit aria-label="New value of ${path.join(', ')}" .value=${written(value)}
      autocomplete="off" spellcheck="false"><button class="small">Save</button>
  </form>`
}

function adder (path, list) {
  return html`<form class="edit" @submit=${event => submit(event, ({ elements }) => save(withValue(state.view.memory, [
    ...path, list ? at(state.view.memory, path).length : elements.key.value
  ], read(elements.value.value))))} @keydown=${cancel}>
    ${list
      ? nothing
      : html`<input name="key" data-edit aria-label="Key" placeholder="key" required autocomplete="off"
      spellcheck="false">`}
    <input name="value" ?data-edit=${list} aria-label="Value" placeholder="value, or JSON" autocomplete="off"
      spellcheck="false"><button class="small">Add</button>
  </form>`
}

function whole (memory) {
  return html`<form class="whole" @submit=${event => submit(event, form => saveText(form.elements.json))}
    @keydown=${event => {
    cancel(event)
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
  }}>
    <textarea name="json" data-edit aria-label="Memory as JSON" rows="14" spellcheck="false"
      .value=${state.editing.draft ?? JSON.stringify(memory, null, 2)} @input=${event => {
      event.target.setCustomValidity('')
      state.editing.draft = event.target.value // kept while another tab is looked at
    }}></textarea>
    <div class="bar"><span class="quiet">Ctrl+Enter saves, Escape gives up.</span><button type="button" class="small"
      @click=${() => edit(null)}>Cancel</button><button class="small primary">Save</button></div>
  </form>`
}

function submit (event, take) {
  event.preventDefault()
  take(event.currentTarget)
}

function cancel (event) {
  if (event.key !== 'Escape') return
  event.stopPropagation()
  edit(null)
}

function saveText (field) {
  let memory
  try {
    memory = JSON.parse(field.value)
  } catch (error) {
    field.setCustomValidity(error.message)
    field.reportValidity()
    return
  }
  save(memory)
}

let returnTo = null

function edit (editing) {
  if (editing === null) {
    returnTo = state.editing === null
      ? null
      : state.editing.all
        ? 'json'
        : focusName(state.editing.add ? 'add' : 'edit', state.editing.path)
  }
  set({ editing, error: null })
  const field = editing === null
    ? document.querySelector(`[data-focus="${CSS.escape(returnTo ?? '')}"]`)
    : document.querySelector('[data-edit]')
  field?.focus()
  if (field?.tagName === 'INPUT') field.select()
}

async function save (memory) {
  const editing = state.editing
  if (!await change('memory', { memory })) return
  const place = editing === null ? 'add:' : editing.all ? 'json' : focusName(editing.add ? 'add' : 'edit', editing.path)
  document.querySelector(`[data-focus="${CSS.escape(place)}"]`)?.focus()
}

/** What is no JSON is a text. */
function read (text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A text that would be read as something else gets quotes. */
function written (value) {
  return typeof value === 'string' && read(value) === value ? value : JSON.stringify(value)
}

function at (value, path) {
  return path.reduce((inner, key) => inner[key], value)
}

// Built from entries, for a key may be `__proto__`.
function withValue (value, [key, ...rest], inner) {
  if (key === undefined) return inner
  const next = rest.length === 0
    ? inner
    : withValue(Object.entries(value).find(([name]) => name === String(key))[1], rest, inner)
  if (Array.isArray(value)) return Object.assign([...value], { [key]: next })
  const entries = Object.entries(value)
  return Object.fromEntries(entries.some(([name]) =>
    name === key)
    ? entries.map(([name, old]) => [name, name === key ? next : old])
    : [...entries, [key, next]])
}

function without (value, [key, ...rest]) {
  if (rest.length > 0) return withValue(value, [key], without(value[key], rest))
  return Array.isArray(value)
    ? value.filter((_, index) =>
      index !== key)
    : Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

function same (editing, { path, add }) {
  return editing !== null && editing.path !== undefined && editing.add === add &&
    JSON.stringify(editing.path) === JSON.stringify(path)
}

function focusName (what, path) {
  return `${what}:${path.map(key => encodeURIComponent(key)).join('/')}`
}

function pointerOf (path) {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function keyOf (pointer) {
  return pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~')
}

function markOf (pointer, { added, changed }) {
  if (Object.hasOwn(changed, pointer)) return { name: 'changed', from: changed[pointer].from }
  return { name: Object.hasOwn(added, pointer) ? 'added' : '' }
}
