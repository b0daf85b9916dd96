import { isObject } from '../../replies/kind.ts'
import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { MAX_INNER_LEVELS } from './limits.ts'

// Readers for JSON of unknown shape: what is missing or of another type reads as nothing.

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf (value: unknown): Fields {
  return isObject(value) ? value : {}
}

export function listOf (value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text or number as text; undefined for what is neither, and for an empty one. */
export function textOf (value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** The first of these fields that holds some text. */
export function firstText (fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(fields[name])
    if (text !== undefined) return text
  }
  return undefined
}

export function numberOf (value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
}

/** True and false as the platform's files have them: booleans, or words. */
export function flagOf (value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined
}

/** JSON inside a string, or a value as it is; undefined for text that is no JSON, or too deep. */
export function innerJson (value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    const json: unknown = JSON.parse(value)
    return isDeeperThan(json, MAX_INNER_LEVELS) ? undefined : json
  } catch {
    return undefined
  }
}

/** A name as the platform makes slugs: `want food` is `want-food`. */
export function slugOf (name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-+|(?<!-)-+$/g, '')
}
