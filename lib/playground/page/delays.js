import { set, state } from './store.js'

let timer

/** Shows the messages of a new turn one after the other, each after the delay of the one before. */
export function startDelays (turn) {
  if (turn !== undefined) showUntilDelay(turn, 0)
}

/** Shows at once what still waits. */
export function skipDelays () {
  clearTimeout(timer)
  set({ revealed: null })
}

/** How many messages of a turn are shown. */
export function countRevealed ({ key, shown }) {
  return state.revealed?.key === key ? state.revealed.count : shown.length
}

function showUntilDelay ({ key, shown }, from) {
  const index = shown.findIndex(({ wait }, index) => index >= from && index < shown.length - 1 && wait !== undefined)
  if (index === -1) return set({ revealed: null })
  set({ revealed: { key, count: index + 1 } })
  timer = setTimeout(() => showUntilDelay({ key, shown }, index + 1), shown[index].wait * 1000)
}
