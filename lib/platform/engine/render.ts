import { isObject } from '../../replies/kind.ts'
import { isTemplate, type Templates } from './template.ts'
import { lookUp, type Scope } from './variables.ts'

// Braces behind a backslash, which are text, or a variable in double or triple braces. A third brace behind a variable
// that has two before it is the end of something else.
const VARIABLE = /\\\{\{|\{\{(?:\{([^{}]*)\}\}\}|([^{}]*)\}\})/g
const ONE_VARIABLE = /^\{\{(?:\{([^{}]*)\}\}\}|([^{}]*)\}\})$/

/** The variables that a text names. */
export function variablesIn (text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, raw, inside]) => raw ?? inside).filter(path => path !== undefined)
    .map(path => path.trim())
}

/**
 * Fills in the variables of a text. What is not there leaves nothing; an object shows as JSON, an entity as its words.
 */
export function renderText (text: string, scope: Scope, templates?: Templates): string {
  if (templates !== undefined && isTemplate(text)) return templates.text(text, scope)
  return text.replace(VARIABLE, (match, raw: string | undefined, inside: string | undefined) => {
    const path = (raw ?? inside)?.trim()
    return path === undefined ? match.slice(1) : textOf(lookUp(path, scope), path)
  })
}

/** Fills in all strings of a message. Each stays a string. */
export function renderStrings (value: unknown, scope: Scope, templates?: Templates): unknown {
  return deeply(value, text => renderText(text, scope, templates))
}

/** Fills in all strings of a value. One that is a variable and nothing else becomes that value itself, or null. */
export function renderValue (value: unknown, scope: Scope, templates?: Templates): unknown {
  return deeply(value, text => {
    const [, raw, inside] = isTemplate(text) ? [] : ONE_VARIABLE.exec(text) ?? []
    const path = raw ?? inside
    return path === undefined ? renderText(text, scope, templates) : structuredClone(lookUp(path.trim(), scope) ?? null)
  })
}

/**
 * Fills in the variables of JSON in the making: inside quotes as text, outside as JSON, which is the platform's rule.
 */
export function renderJson (json: string, scope: Scope, templates?: Templates): string {
  if (templates !== undefined && isTemplate(json)) return templates.json(json, scope)
  let quoted = false
  const part = /\\\{\{|\\.|"|\{\{(?:\{([^{}]*)\}\}\}|([^{}]*)\}\})/gs
  return json.replace(part, (match, raw?: string, inside?: string) => {
    if (match === '"') quoted = !quoted
    if (raw === undefined && inside === undefined) return match === '\\{{' ? '{{' : match
    const path = (raw ?? inside as string).trim()
    const value = lookUp(path, scope)
    if (raw !== undefined) return textOf(value, path)
    return quoted ? JSON.stringify(textOf(value, path)).slice(1, -1) : JSON.stringify(value ?? null)
  })
}

function textOf (value: unknown, path: string): string {
  if (value === undefined || value === null) return ''
  if (path.startsWith('#') && isObject(value)) return textOf(value.raw, '')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function deeply (value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => deeply(item, change))
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) =>
      [key, deeply(item, change)]))
    : value
}
