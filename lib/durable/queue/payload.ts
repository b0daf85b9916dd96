import { createHash } from 'node:crypto'

/** A piece of work as it is kept. */
export interface Letter {
  /** Id of the conversation that it belongs to. */
  readonly conversation: string
}

/**
 * What a queue keeps of a letter: JSON inside of JSON. The `jsonb` of PostgreSQL refuses NUL and halves of surrogate
 * pairs, which users do send; written twice there are only their escapes.
 */
export interface Sealed { letter: string }

export function seal (letter: Letter): Sealed {
  return { letter: JSON.stringify(letter) }
}

export function unseal<L extends Letter> ({ letter }: Sealed): L {
  return JSON.parse(letter)
}

/** What is done in order has the same key. An id may be longer than an index takes, and hold what `text` does not. */
export function keyOf (conversation: string): string {
  return createHash('sha256').update(conversation).digest('base64url')
}
