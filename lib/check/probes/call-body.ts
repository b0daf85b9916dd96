import { goldEntities } from '../../../schemas/gold-entities.ts'
import type { Entity, Nlp } from '../../../schemas/nlp.ts'
import type { Memory } from '../../../schemas/conversation.ts'
import { defaultBody } from '../../platform/calls/body.ts'
import type { ProtocolVersion } from '../../platform/bot-file/schema.ts'
import type { Run } from '../runner/run.ts'
import type { Entry } from '../entries.ts'
import { SAMPLE_WORDS } from './sample-words.ts'

/** Keys of the memory of every ordinary call. No webhook knows them. */
export const MEMORY_KEYS = ['checkName', 'checkCount'] as const

/** The body of a call, to be changed at will. */
export interface CallBody {
  conversation: { id?: string; language: unknown; memory?: Memory; skill: unknown; skill_stack: unknown[] } & Record<
    string,
    unknown
  >
  nlp: { source: string; intents: unknown[]; entities: Record<string, Entity[]> } & Record<string, unknown>
  [key: string]: unknown
}

const WHEN = '2020-02-29T12:00:00.000000+00:00' // always the same, so that a seed sends the same bytes

/** Recognised in every ordinary sentence, with fields that fit its words: what bots ask for most. */
const usual: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  person: { fullname: 'Ada Lovelace' },
  location: {
    formatted: 'Paris, France',
    formated: 'Paris, France',
    lat: 48.8566,
    lng: 2.3522,
    type: 'locality',
    place: 'ChIJD7fiBh9u5kcRYJSMaMOCCwQ',
    street_number: null,
    street_name: null,
    postal_code: null,
    city: 'Paris',
    state: null,
    country: 'fr'
  },
  datetime: {},
  number: { raw: '2', scalar: 2 }
}

/**
 * An ordinary call of a skill: all is there that a skill may ask for, and in the memory the keys that have to come
 * back.
 * Each is a conversation of its own.
 */
export function ordinaryBody (
  { random, settings: { language, memory, protocolVersion: usualVersion } }: Run,
  entry: Entry,
  protocolVersion: ProtocolVersion | undefined = usualVersion
): CallBody {
  const { skill, intent } = entry
  const entities = entitiesOf(entry)
  const remembered = [...entry.entities].map(([name, key]) => [key, entities[name]?.[0]])
  const kept: Record<(typeof MEMORY_KEYS)[number], unknown> = { checkName: random.token(), checkCount: 7 }
  const state = {
    id: random.uuid(),
    language,
    memory: { ...Object.fromEntries(remembered), ...memory, ...kept },
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
    timestamp: WHEN,
    status: 200
  }
  return structuredClone(defaultBody(state, nlp, random.uuid(), protocolVersion)) as CallBody
}

/** Puts more into the memory of a call. */
export function remember ({ conversation }: CallBody, memory: Record<string, unknown> = {}): void {
  conversation.memory = Object.fromEntries([
    ...Object.entries(conversation.memory as Memory), ...Object.entries(memory)
  ]) // so __proto__ is a key like any other
}

function entitiesOf ({ entities, values }: Entry): Record<string, Entity[]> {
  return Object.fromEntries(
    [...new Set([...Object.keys(usual), ...values.keys(), ...entities.keys()])].map(name =>
      [name, [entityOf(name, values.get(name))]])
  )
}

/** A gold entity as its schema has it, or one of the bot's own. */
function entityOf (name: string, value: string | undefined): Entity {
  if (value !== undefined) return { value, raw: value, confidence: 0.99 }
  const { properties } = goldEntities[name as keyof typeof goldEntities]
  const own: Record<string, unknown> = { raw: SAMPLE_WORDS[name as keyof typeof goldEntities], ...usual[name] }
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [
      key, Object.hasOwn(own, key) ? own[key] : schema.examples[0]
    ])
  ) as Entity
}
