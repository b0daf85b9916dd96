import type { SecretNameTest } from './secret-names.ts'

const MAX_HEADING_CHARS = 2000
const SEPARATOR = /[,;|\t]/
/** Up to three words; a log line begins with a date, and a sentence has more words. */
const HEADING = /^(?:[a-z_\x80-\xff]\S*(?: \S+){0,2})?$/i

/**
 * Masks the columns of a table, such as CSV, whose heading is a secret name. A text is a table when its first line has
 * names and one separator between them, and no values. Of a line with more or fewer cells each may be in a wrong place.
 */
export function redactTable (text: string, isSecret: SecretNameTest, hide: (value: string) => string): string {
  const end = text.indexOf('\n')
  if (end === -1 || end > MAX_HEADING_CHARS) return text
  const heading = text.slice(0, end)
  const separator = SEPARATOR.exec(heading)?.[0]
  if (separator === undefined || /[=:]/.test(heading)) return text
  const names = heading.split(separator).map(valueOf)
  if (!names.every(name => HEADING.test(name))) return text
  const areSecret = names.map(isSecret)
  if (!areSecret.includes(true)) return text
  const lines = text.slice(end + 1).split('\n').map(line => {
    const cells = line.split(separator)
    const isWhole = cells.length === areSecret.length
    if (!isWhole && cells.length === 1) return line
    return cells.map((cell, index) =>
      isWhole && areSecret[index] !== true ? cell : hideCell(cell, hide)).join(separator)
  })
  return [heading, ...lines].join('\n')
}

/** Keeps what stands around the value, and the line of dashes of a table in Markdown. */
function hideCell (cell: string, hide: (value: string) => string): string {
  const value = valueOf(cell)
  return value === '' || /^:?-+:?$/.test(value) ? cell : cell.replace(value, () => hide(value))
}

/** What stands in a cell, without its quotes. */
function valueOf (cell: string): string {
  return cell.trim().replace(/^["']|["']$/g, '')
}
