/** All that the page shows is drawn from this. */
export const state = {
  /** What the server tells of the conversation; null until it does. */
  view: null,
  /** The sentence that waits for its answer. */
  pending: null,
  /** How many messages of a turn are shown, `{ key, count }`, while the others wait for delays; null for all. */
  revealed: null,
  /** What went wrong, in a sentence. */
  error: null,
  /** Whether the server of the page does not answer. */
  away: false,
  /** Whether the conversation does not fit into what the browser keeps. */
  tooLarge: false,
  draft: '',
  /** What the next sentences are to be understood as, as it is typed; all empty: what the NLU makes of them. */
  skill: '',
  intent: '',
  entities: '',
  /** Number of the turn that is looked at; 0 is the beginning. */
  selected: 0,
  tab: 'memory',
  /** On a small screen, where there is room for one side only. */
  side: 'chat',
  /** Whether texts are cut as the web client does. */
  cut: true,
  channels: [],
  /** By turn and channels. */
  advice: null,
  /** The skills of the bot file, and the bot file they are of; null until they are asked for. */
  skills: null,
  /** What is typed about the user and not saved. */
  setup: { id: null, participant: null },
  /** Places in the memory that are shown whole, however many rows they have. */
  unfolded: new Set(),
  /** The place in the memory that is edited: `{ path, add }`, or `{ all: true }` for the whole as JSON. */
  editing: null
}

let draw = () => {}

export function onChange (listener) {
  draw = listener
}

export function set (changes) {
  Object.assign(state, changes)
  draw()
}

/** The turn that is looked at; undefined for the beginning. */
export function selectedTurn () {
  return state.view?.turns[state.selected - 1]
}

export function isLatest () {
  return state.selected === state.view.turns.length
}
