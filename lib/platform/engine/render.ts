import { isObject } from '../../replies/kind.ts'
import { lookUp, type Scope } from './variables.ts'

const VARIABLE = /\{\{([^{}]*)\}\}/g
const ONE_VARIABLE = /^\{\{([^{}]*)\}\}$/

/** The variables that a text names. */
export function variablesIn (text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, path = '']) => path.trim())
}

/** Fills in the variables of a text. What is not there leaves nothing; an object shows as JSON, an entity as its words. */
export function renderText (text: string, scope: Scope): string {
  return text.replace(VARIABLE, (_, path: string) => textOf(lookUp(path.trim(), scope), path.trim()))
}

/** Fills in all strings of a message. Each stays a string. */
export function renderStrings (value: unknown, scope: Scope): unknown {
  return deeply(value, text => renderText(text, scope))
}

/** Fills in all strings of a value. One that is a variable and nothing else becomes that value itself, or null. */
export function renderValue (value: unknown, scope: Scope): unknown {
  return deeply(value, text => {
    const [, path] = ONE_VARIABLE.exec(text) ?? []
    return path === undefined ? renderText(text, scope) : structuredClone(lookUp(path.trim(), scope) ?? null)
  })
}

/** Fills in the variables of JSON in the making: inside quotes as text, outside as JSON, which is the platform's rule. */
export function renderJson (json: string, scope: Scope): string {
  let quoted = false
  return json.replace(/\\.|"|\{\{([^{}]*)\}\}/gs, (match, inside?: string) => {
    if (match === '"') quoted = !quoted
    if (inside === undefined) return match
    const path = inside.trim()
    const value = lookUp(path, scope)
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
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deeply(item, change)])) : value
}
