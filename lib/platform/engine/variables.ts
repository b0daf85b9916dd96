import { isObject } from '../../replies/kind.ts'

/** What variables may name. */
export interface Scope {
  readonly memory: unknown
  readonly nlp: unknown
  readonly language: unknown
  readonly skill: unknown
  readonly skill_stack: unknown
  readonly skill_occurences: unknown
  /** Its spelling in one version of the platform's documentation. */
  readonly skill_occurrences: unknown
  readonly conversation_id: unknown
  readonly participant_data: unknown
  readonly current_message: unknown
  /** ISO 8601. */
  readonly message_received_at: unknown
  /** Answers of API calls, by name. */
  readonly api_service_response: unknown
  /** Intents of an earlier sentence that still hold. No variable: conditions look at them. */
  readonly startedBy?: readonly string[]
}

/** Roots of variables. What the platform's web client told, `client_info` and `user_context`, is nothing here. */
export const VARIABLES: readonly string[] = [
  'memory', 'nlp', 'language', 'skill', 'skill_stack', 'skill_occurences', 'skill_occurrences', 'conversation_id',
  'participant_data', 'current_message', 'message_received_at', 'api_service_response', 'client_info', 'user_context'
]

/** Where the fields of a sentence are found when `nlp.` is left out, as conditions may. */
const SENTENCE = ['source', 'intents', 'entities', 'sentiment', 'act', 'type']

/**
 * The value of a path such as `memory.person.raw`, `nlp.intents[0].slug` or `#location.lat`; undefined where there is
 * none. A list that is asked for a field gives that of its first item, as `nlp.entities.location.lat` does on the
 * platform.
 */
export function lookUp (path: string, scope: Scope): unknown {
  return stepsOf(path).reduce(into, scope as unknown)
}

/** The steps of a path, from the scope down. */
export function stepsOf (path: string): string[] {
  const steps = path.replace(/^_/, '').replace(/\.?\[(\d+)\]/g, '.$1').split('.')
  const [first = ''] = steps
  if (first.startsWith('#')) {
    return ['nlp', 'entities', first.slice(1), ...(/^\d+$/.test(steps[1] ?? '') ? [] : ['0']), ...steps.slice(1)]
  }
  return SENTENCE.includes(first) ? ['nlp', ...steps] : steps
}

function into (value: unknown, key: string): unknown {
  if (key === 'length' && (Array.isArray(value) || typeof value === 'string')) return value.length
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : into(value[0], key)
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
