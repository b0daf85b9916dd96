import type { MemoryChanges } from '../../platform/session/memory-changes.ts'
import type { LogEntry } from '../../platform/session/records.ts'
import { behind, styled, type Line } from '../text/line.ts'
import { compact } from './json.ts'

const LONGEST = 80 // characters of a value in the memory

/** How a turn went. */
export function showSteps (logs: readonly LogEntry[]): Line[] {
  return behind('  ', logs.filter(({ level }) => level === 'info').flatMap(({ message }) => styled('dim', message)))
}

/** What went wrong in it, or may. */
export function showTrouble (logs: readonly LogEntry[]): Line[] {
  return logs.flatMap(({ level, message }) =>
    level === 'error'
      ? styled('red', `error: ${message}`)
      : level === 'warn'
        ? styled('dim', `warning: ${message}`)
        : []
  )
}

/** What it changed in the memory, each place by its JSON pointer. */
export function showChanges ({ added, removed, changed }: MemoryChanges): Line[] {
  const lines = [
    ...Object.entries(added).map(([place, value]) => `memory + ${place} ${compact(value, LONGEST)}`),
    ...Object.keys(removed).map(place => `memory - ${place}`),
    ...Object.entries(changed).map(
      ([place, { from, to }]) => `memory ~ ${place} ${compact(from, LONGEST)} -> ${compact(to, LONGEST)}`
    )
  ]
  return lines.map(text => ['  ', { style: 'dim', text }])
}
