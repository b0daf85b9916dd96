/** A line of plain text: as the web client cuts it, and the whole of it. */
export interface Label { shown: string, full: string }

/** @param limit characters, the three dots among them */
export function label (value: unknown, limit: number): Label {
  if (value === undefined || value === null) return { shown: '', full: '' }
  // the web client cuts what is no text to nothing
  if (typeof value !== 'string') return { shown: '', full: JSON.stringify(value) }
  return { shown: cut(value, limit), full: value }
}

function cut (text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 3)}...` : text
}
