import type { Nlp } from '../../../../schemas/nlp.ts'

/**
 * An `nlp` as clients can read it: those of the platform take a confidence for a number, and look for words in `type`
 * and `act`. What was found by a rule, such as a date, is certain; what is not known is an empty string.
 */
export function runtimeNlp (nlp: Nlp): Nlp {
  return {
    ...nlp,
    act: nlp.act ?? '',
    type: nlp.type ?? '',
    sentiment: nlp.sentiment ?? 'neutral',
    entities: Object.fromEntries(Object.entries(nlp.entities as object).map(([name, found]) =>
      [name, certain(found)])) as NonNullable<Nlp['entities']>
  }
}

function certain (found: unknown): unknown {
  return (found as Array<{ confidence?: number | null }>).map(entity => ({
    ...entity, confidence: entity.confidence ?? 1
  }))
}
