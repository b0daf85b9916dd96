import { html, nothing } from './lit/lit-html.js'
import { live } from './lit/directives/live.js'
import { change } from './api.js'
import { state } from './store.js'

const CHANCES = [[0, 'never'], [0.2, '20 %'], [0.5, '50 %'], [1, 'always']]
const MODES = [['real', 'is called'], ['off', 'is off: nothing answers'], ['faked', 'is not called; it answers:']]

/** Who talks with the bot, and how its calls go. */
export function setupPanel () {
  return html`${userForm()}${webhookForm()}${chaosForm()}`
}

function userForm () {
  const { conversation, state: { participant_data: participant } } = state.view
  return html`<form class="setup" @submit=${saveUser}>
    <h3>User</h3>
    <label>Id of the conversation<input name="id" required maxlength="200" autocomplete="off" spellcheck="false"
      .value=${live(state.setup.id ?? conversation)} @input=${event => { state.setup.id = event.target.value }}></label>
    <label>Participant data, as JSON<textarea name="participant" rows="4" spellcheck="false"
      .value=${live(state.setup.participant ?? JSON.stringify(participant, null, 2))}
      @input=${event => {
        event.target.setCustomValidity('')
        state.setup.participant = event.target.value
      }}></textarea></label>
    <div><button class="small primary">Save user</button></div>
  </form>`
}

async function saveUser (event) {
  event.preventDefault()
  const { id, participant } = event.currentTarget.elements
  let data
  try {
    data = JSON.parse(participant.value)
  } catch (error) {
    participant.setCustomValidity(error.message)
    participant.reportValidity()
    return
  }
  if (await change('user', { id: id.value, participant: data })) {
    Object.assign(state.setup, { id: null, participant: null })
  }
}

function webhookForm () {
  const { network } = state.view
  const { answer } = network
  return html`<form class="setup" @submit=${event => {
    event.preventDefault()
    const { status, body } = event.currentTarget.elements
    setNetwork({ webhook: 'faked', answer: { status: Number(status.value), body: body.value } })
  }}>
    <fieldset><legend>The webhook</legend>
      ${MODES.map(([mode, text]) => html`<label class="check"><input type="radio" name="webhook" value=${mode}
        .checked=${live(network.webhook === mode)} @change=${() => setNetwork({ webhook: mode })}> ${text}</label>`)}
    </fieldset>
    ${network.webhook === 'faked'
      ? html`
      <label>Status<input name="status" type="number" min="200" max="599" required
        .value=${String(answer.status)}></label>
      <label>Body<textarea name="body" rows="6" spellcheck="false" .value=${answer.body}></textarea></label>
      <div><button class="small primary">Answer with this</button></div>`
      : nothing}
  </form>`
}

function chaosForm () {
  const { chaos } = state.view.network
  return html`<fieldset class="setup"><legend>Faults on the way to the webhook</legend>
    ${Object.entries(chaos).map(([kind, chance]) => html`<label>${kind}<select aria-label="How often: ${kind}"
      @change=${event => setNetwork({ chaos: { [kind]: Number(event.target.value) } })}>
      ${[...CHANCES, ...CHANCES.some(([known]) => known === chance) ? [] : [[chance, `${chance * 100} %`]]].map(
        ([value, text]) => html`<option value=${value} .selected=${live(value === chance)}>${text}</option>`)}
    </select></label>`)}
  </fieldset>`
}

function setNetwork (changed) {
  return change('network', changed)
}

/** What is not as in production, in words; empty for nothing. */
export function aboutNetwork ({ webhook, chaos }) {
  const faults = Object.entries(chaos).filter(([, chance]) => chance > 0).map(([kind, chance]) =>
    `${kind} ${Math.round(chance * 100)} %`)
  return [
    ...(webhook === 'off' ? ['The webhook is off.'] : []),
    ...(webhook === 'faked' ? ['The answers of the webhook are faked.'] : []),
    ...(faults.length === 0 ? [] : [`Faults: ${faults.join(', ')}.`])
  ].join(' ')
}
