/** Numbers and names that look random, and are the same for the same seed. */
export interface Random {
  /** A UUID of version 4. */
  uuid: () => string
  /** A word that stands nowhere else. */
  token: () => string
}

export function createRandom (seed: number): Random {
  let state = seed >>> 0

  return { uuid, token: () => `tk-${hex(12)}` }

  /** Mulberry32: 32 bits of state are plenty for a few hundred calls. */
  function next (): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  function hex (digits: number): string {
    return Array.from({ length: digits }, () => (next() >>> 28).toString(16)).join('')
  }

  function uuid (): string {
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + (next() >>> 30)).toString(16)}${hex(3)}-${hex(12)}`
  }
}

/** The tokens in a text. */
export function tokensIn (text: string): Set<string> {
  return new Set(text.match(/tk-[0-9a-f]{12}/g))
}
