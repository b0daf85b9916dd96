import { visible } from './visible.ts'

const MAX_LABEL_CHARS = 100

/** An id or a name that a caller chose, as it may stand in the log: cut, and harmless to the terminal that shows it. */
export function toLogLabel (text: string): string {
  return visible(text.slice(0, MAX_LABEL_CHARS))
}
