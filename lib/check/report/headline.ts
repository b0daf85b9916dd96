import type { CheckFinding } from './schema.ts'

const MAX_CHARS = 100

/** The fault in a line, and how often it was seen. */
export function headlineOf ({ saw, count }: Pick<CheckFinding, 'saw' | 'count'>): string {
  const fault = saw.replaceAll(/\s+/g, ' ')
  return `${fault.length > MAX_CHARS ? `${fault.slice(0, MAX_CHARS)}...` : fault}${count > 1 ? `, ${count} times` : ''}`
}
