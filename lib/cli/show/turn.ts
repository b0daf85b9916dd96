import type { Nlp } from '../../../schemas/nlp.ts'
import type { MemoryChanges } from '../../platform/session/memory-changes.ts'
import type { LogEntry } from '../../platform/engine/log-entry.ts'
import { behind, styled, type Line } from '../text/line.ts'
import { compact } from './json.ts'

const MAX_VALUE_CHARS = 80 // of a value in the memory
const MAX_ENTITIES = 5

/** What our NLU makes of a sentence, which leaves nothing out. */
interface CompleteNlp {
  intents: Array<{ slug: string, confidence: number }>
  entities: Record<string, Array<{ raw: string }>>
}

/** What the sentence was understood as: its first intent and its entities, in one line. */
export function showUnderstood (nlp: Nlp): Line[] {
  const { intents: [intent], entities } = nlp as CompleteNlp
  const found = Object.entries(entities).flatMap(([name, all]) =>
    all.map(({ raw }) => `${name} ${compact(raw, MAX_VALUE_CHARS)}`))
  const words = [
    intent === undefined ? 'no intent' : `intent ${intent.slug} (${intent.confidence})`,
    ...found.slice(0, MAX_ENTITIES),
    ...(found.length > MAX_ENTITIES ? ['and more'] : [])
  ]
  return [['  ', { style: 'dim', text: `understood: ${words.join(', ')}` }]]
}

/** How a turn went. */
export function showSteps (logs: readonly LogEntry[]): Line[] {
  return behind('  ', logs.filter(({ level }) => level === 'info').flatMap(({ message }) => styled('dim', message)))
}

/** What went wrong in it, or may. */
export function showTrouble (logs: readonly LogEntry[]): Line[] {
  return logs.flatMap(({ level, message }) => level === 'error'
    ? styled('red', `error: ${message}`)
    : level === 'warn'
      ? styled('dim', `warning: ${message}`)
      : []
  )
}

/** What it changed in the memory, each place by its JSON pointer. */
export function showChanges ({ added, removed, changed }: MemoryChanges): Line[] {
  const lines = [
    ...Object.entries(added).map(([place, value]) => `memory + ${place} ${compact(value, MAX_VALUE_CHARS)}`),
    ...Object.keys(removed).map(place => `memory - ${place}`),
    ...Object.entries(changed).map(
      ([
        place, { from, to }
      ]) => `memory ~ ${place} ${compact(from, MAX_VALUE_CHARS)} -> ${compact(to, MAX_VALUE_CHARS)}`
    )
  ]
  return lines.map(text => ['  ', { style: 'dim', text }])
}
