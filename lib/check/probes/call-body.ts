import { goldEntities } from '../../../schemas/gold-entities.ts'
import type { Entity, Nlp } from '../../../schemas/nlp.ts'
import type { Memory } from '../../../schemas/conversation.ts'
import { defaultBody } from '../../builder/calls/body.ts'
import type { Era } from '../../builder/bot-file/schema.ts'
import type { Run } from '../runner/run.ts'
import type { Entry } from '../settings.ts'

/** The body of a call, to be changed at will. */
export interface CallBody {
  conversation: { id?: string, language: unknown, memory?: Memory, skill: unknown, skill_stack: unknown[] } & Record<string, unknown>
  nlp: { source: string, intents: unknown[], entities: Record<string, Entity[]> } & Record<string, unknown>
  [key: string]: unknown
}

/** Recognised in every ordinary sentence, with its words: what bots ask for most. */
const usual: Readonly<Record<string, string>> = { person: 'Ada Lovelace', location: 'Paris', datetime: 'tomorrow', number: '2' }

/**
 * An ordinary call of a skill: all is there that a skill may ask for, and in the memory two keys that no webhook knows.
 * Each is a conversation of its own.
 */
export function ordinaryBody ({ random, settings: { language, memory, era: usualEra } }: Run, entry: Entry, era: Era | undefined = usualEra): CallBody {
  const { skill, intent } = entry
  const entities = entitiesOf(entry)
  const remembered = [...entry.entities].map(([name, key]) => [key, entities[name]?.[0]])
  const state = {
    id: random.uuid(),
    language,
    memory: { ...Object.fromEntries(remembered), ...memory, checkName: random.token(), checkCount: 7 },
    skill,
    skill_stack: [skill],
    asking: [],
    skill_occurences: 1,
    participant_data: { userName: 'Ada Lovelace' }
  }
  const nlp: Nlp = {
    uuid: random.uuid(),
    source: 'hello from Paris',
    intents: [{ slug: intent, confidence: 0.99, description: null }],
    entities,
    act: 'assert',
    type: 'desc:desc',
    sentiment: 'neutral',
    language,
    processing_language: language,
    version: '2.12.0',
    timestamp: new Date().toISOString(),
    status: 200
  }
  return structuredClone(defaultBody(state, nlp, random.uuid(), era)) as CallBody
}

function entitiesOf ({ entities, values }: Entry): Record<string, Entity[]> {
  return Object.fromEntries([...new Set([...Object.keys(usual), ...entities.keys()])].map(name => [name, [entityOf(name, values.get(name))]]))
}

/** A gold entity as its schema has it, or one of the bot's own. */
function entityOf (name: string, value: string | undefined): Entity {
  if (value !== undefined) return { value, raw: value, confidence: 0.99 }
  const { properties } = goldEntities[name as keyof typeof goldEntities]
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, key === 'raw' ? usual[name] ?? schema.examples[0] : schema.examples[0]])) as Entity
}
