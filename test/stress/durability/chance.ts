/** Numbers from 0 to 1, the same again for the same seed: a linear congruential generator, good enough for moments. */
export function chance (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
