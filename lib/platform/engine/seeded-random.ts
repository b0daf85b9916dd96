/** The largest seed. */
export const MAX_SEED = 2 ** 32 - 1

/**
 * Numbers of 32 bits that look random, and are the same for the same seed: Mulberry32, for tests and never for secrets.
 */
export function createSeededRandom (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
