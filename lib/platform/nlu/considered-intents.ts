import type { Nlp } from '../../../schemas/nlp.ts'

/** Few more than a person reads. */
const MAX_INTENTS = 10

/** An intent that a sentence was compared with. */
export interface ConsideredIntent {
  readonly slug: string
  /** 0 to 1. */
  readonly confidence: number
  /** The confidence from which it counts. */
  readonly needs: number
}

const considered = new WeakMap<Nlp, readonly ConsideredIntent[]>()

/** Keeps beside what is sent also the intents that were not sure enough, for who asks why. */
export function rememberConsidered (nlp: Nlp, intents: readonly ConsideredIntent[]): Nlp {
  considered.set(nlp, intents.toSorted((a, b) => b.confidence - a.confidence).slice(0, MAX_INTENTS))
  return nlp
}

/** The best first; undefined when no NLU was asked. */
export function consideredIntents (nlp: Nlp): readonly ConsideredIntent[] | undefined {
  return considered.get(nlp)
}
