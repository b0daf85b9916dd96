/** All that the page shows is drawn from this. */
export const state = {
  /** What there is, by what it is about; null until the server tells. */
  groups: null,
  /** Words that the groups have all of. */
  search: '',
  /** `last-seen` or `count`. */
  sort: 'last-seen',
  /** Which groups: `false` those that are not done, `true` those that are, or an empty text for all. */
  done: 'false',
  /** Entries of the chosen group or conversation, the newest first. */
  entries: [],
  /** Whether there are more of them. */
  more: false,
  /** Id of the group that is looked at. */
  group: null,
  /** Id of the conversation that is looked at, in place of a group. */
  conversation: null,
  /** The entry that is looked at, in full. */
  entry: null,
  /** How its turn went and goes now. */
  replayed: null,
  /** How the turns of the group go now, by the ids of their entries; null: they were not replayed together. */
  replays: null,
  /** Whether all turns of the group are to be replayed, when that is confirmed. */
  replayingAll: false,
  /** Which part of the page is shown: `inbox` or `queues`. */
  tab: 'inbox',
  /** What the queues have to do, and the dead letters by what was given up and why; null until the server tells. */
  queues: null,
  /** Code of the dead letters that are looked at; null: all. */
  code: null,
  /** The first dead letters of that code. */
  deadLetters: [],
  /** Code of the dead letters that are to be deleted, when that is confirmed. */
  purging: null,
  /** What goes on: `replay`, `replay all`, `done`, `erase`, `pause`, `retry` or `purge`. */
  busy: null,
  /** The conversation that is to be erased, when that is confirmed. */
  erasing: null,
  /** What was done, in a sentence. */
  note: null,
  /** What went wrong, in a sentence. */
  error: null
}

let draw = () => {}

export function onChange (listener) {
  draw = listener
}

export function set (changes) {
  Object.assign(state, changes)
  draw()
}
