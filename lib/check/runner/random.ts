import { createSeededRandom } from '../../platform/engine/seeded-random.ts'

/** Numbers and names that look random, and are the same for the same seed. */
export interface Random {
  /** A UUID of version 4. */
  uuid: () => string
  /** A word that stands nowhere else. */
  token: () => string
}

export function createRandom (seed: number): Random {
  const next = createSeededRandom(seed)

  return { uuid, token: () => `tk-${hex(12)}` }

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
