import type { IntentMatch } from './turn.ts'

/** The intents of a sentence that have a name, best first. A custom body may hold anything in their place. */
export function sortIntents (intents: unknown): IntentMatch[] {
  if (!Array.isArray(intents)) return []
  return intents.flatMap(intent => {
    const { slug, confidence } = Object(intent) as { slug?: unknown, confidence?: unknown }
    return typeof slug === 'string' ? { slug, confidence: confidenceFrom(confidence) } : []
  })
}

/** Some hand-made bodies quote the number. */
function confidenceFrom (confidence: unknown): number {
  const number = typeof confidence === 'string' ? Number(confidence) : confidence
  return typeof number === 'number' && Number.isFinite(number) ? number : 0
}
