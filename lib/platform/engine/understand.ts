import { goldEntities } from '../../../schemas/gold-entities.ts'
import type { Entities, Entity, Nlp } from '../../../schemas/nlp.ts'
import type { Input, NluOverride } from './input.ts'
import { timestamp } from '../nlu/timestamp.ts'
import type { LogEntry } from './log-entry.ts'
import type { Effects } from './effects.ts'

/** What the NLU makes of a sentence, or what it was told to be understood as. */
export async function understand ({
  text, understood
}: Input, language: string | null, effects: Effects, notes: LogEntry[] = []): Promise<Nlp> {
  return understood === undefined
    ? effects.analyse(text, language, notes)
    : tellNlp(text, understood, language, effects)
}

/** An `nlp` of what the caller sets, with nothing recognised besides. */
export function tellNlp (source: string, {
  intent, intents, entities = {}, sentiment
}: NluOverride, language: string | null, { now, uuid }: Pick<Effects, 'now' | 'uuid'>): Nlp {
  return {
    uuid: uuid(),
    source,
    intents: intents !== undefined
      ? structuredClone([...intents])
      : intent === undefined
        ? []
        : [{ slug: intent, confidence: 1, description: null }],
    entities: Object.fromEntries(Object.entries(entities).map(([name, given]) =>
      [name, [given].flat().map(one => entityOf(name, one))])) as Entities,
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

/** The field of a gold entity that its number stands in. */
const NUMBER_FIELDS: Readonly<Record<string, string>> = {
  number: 'scalar',
  ordinal: 'rank',
  percent: 'scalar',
  money: 'amount',
  temperature: 'scalar',
  distance: 'scalar',
  mass: 'scalar',
  volume: 'scalar',
  speed: 'scalar'
}

function entityOf (name: string, given: string | Partial<Entity>): Entity {
  if (typeof given !== 'string') return structuredClone(given) as Entity
  const isGold = Object.hasOwn(goldEntities, name)
  const field = isGold ? NUMBER_FIELDS[name] : undefined
  const number = Number.parseFloat(given.replace(/^[^\d-]+/, ''))
  return {
    ...(!isGold && { value: given }),
    raw: given,
    confidence: 1,
    ...(field !== undefined && !Number.isNaN(number) && { [field]: number })
  }
}
