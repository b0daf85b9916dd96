import { goldEntities } from '../../../schemas/gold-entities.ts'
import type { Entities, Entity, Nlp } from '../../../schemas/nlp.ts'
import type { Input, NluOverride } from './input.ts'
import { timestamp } from '../nlu/timestamp.ts'
import type { LogEntry } from '../session/records.ts'
import type { Effects } from './effects.ts'

/** What the NLU makes of a sentence, or what it was told to be understood as. */
export async function understand ({ text, understood }: Input, language: string | null, effects: Effects, notes: LogEntry[] = []): Promise<Nlp> {
  return understood === undefined ? effects.analyse(text, language, notes) : tellNlp(text, understood, language, effects)
}

/** An `nlp` of what it is told, with nothing understood besides. */
export function tellNlp (source: string, { intent, intents, entities = {}, sentiment }: NluOverride, language: string | null, { now, uuid }: Pick<Effects, 'now' | 'uuid'>): Nlp {
  return {
    uuid: uuid(),
    source,
    intents: intents !== undefined ? structuredClone([...intents]) : intent === undefined ? [] : [{ slug: intent, confidence: 1, description: null }],
    entities: Object.fromEntries(Object.entries(entities).map(([name, given]) => [name, [given].flat().map(one => entityOf(name, one))])) as Entities,
    act: null,
    type: null,
    sentiment: sentiment ?? null,
    language,
    processing_language: language,
    version: null,
    timestamp: timestamp(now()),
    status: 200
  }
}

function entityOf (name: string, given: string | Partial<Entity>): Entity {
  if (typeof given !== 'string') return structuredClone(given) as Entity
  return { ...(!Object.hasOwn(goldEntities, name) && { value: given }), ...numberOf(name, given), raw: given, confidence: 1 }
}

/** What a gold entity of a number says besides its words. */
function numberOf (name: string, given: string): Record<string, number> {
  const number = Number(given.replace('%', '').trim())
  if (given.trim() === '' || !Number.isFinite(number)) return {}
  if (name === 'number' || name === 'percent') return { scalar: number, ...(name === 'percent' && { percent: number }) }
  return name === 'ordinal' ? { rank: number } : {}
}
