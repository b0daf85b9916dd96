import { isObject } from '../../../replies/kind.ts'
import { innerJson } from '../values.ts'

/** What a value of the memory has become. */
export interface MemoryValue {
  readonly value: unknown
  /** What is different in it, if anything. */
  readonly change?: string
}

const LOOKS_LIKE_JSON = /^\s*(?:[[{"]|-?\d+(?:\.\d+)?\s*$|true\s*$|false\s*$|null\s*$)/
const PARTS = /\\.|"|\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}/gs
const ONE_VARIABLE = /^\{\{[^{}#/!>&]*\}\}$/
const UNQUOTED = '\u0000' // stands before a variable that was not in quotes

/**
 * A value as the editor of the platform took it: JSON, in which variables stand in quotes as text and outside of them
 * as what they hold; anything else is text.
 */
export function convertMemoryValue (written: unknown): MemoryValue {
  if (typeof written !== 'string') return { value: written ?? null }
  if (!LOOKS_LIKE_JSON.test(written) || /^\s*\{\{/.test(written)) return { value: written }
  const json = innerJson(quoteVariables(written))
  if (json === undefined) {
    return {
      value: written,
      change: 'is no JSON before its variables are filled in: it is text now, let a webhook set such a value'
    }
  }
  const asText: string[] = []
  const value = unmark(json, asText)
  return {
    value,
    ...(asText.length > 0 && {
      change: `had ${asText.join(', ')} in quotes, as text: it is what the variable holds, such as a number`
    })
  }
}

function quoteVariables (text: string): string {
  let isQuoted = false
  return text.replace(PARTS, part => {
    if (part === '"') isQuoted = !isQuoted
    return part.startsWith('{{') && !isQuoted ? JSON.stringify(UNQUOTED + part) : part
  })
}

/** @param asText receives the variables that stood in quotes with nothing beside them */
function unmark (value: unknown, asText: string[]): unknown {
  if (typeof value === 'string') {
    if (value.startsWith(UNQUOTED)) return value.slice(UNQUOTED.length)
    if (ONE_VARIABLE.test(value)) asText.push(value)
    return value
  }
  if (Array.isArray(value)) return value.map(item => unmark(item, asText))
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner, asText)]))
    : value
}
