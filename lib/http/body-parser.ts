import { isUtf8 } from 'node:buffer'
import { FST_BOT_BODY_INVALID, FST_BOT_JSON_INVALID } from '../errors.ts'
import { findJsonError } from '../shared/json/find-json-error.ts'
import { shortenPointer, appendPointerStep } from '../shared/json/json-pointer.ts'
import { MAX_BODY_DEPTH } from '../shared/limits.ts'

/**
 * JSON as the platform sends it: UTF-8, and not nested so deeply that whatever walks it overflows the stack. Keys such
 * as `__proto__` are data like any other: JSON.parse defines them, so they neither vanish nor reach a prototype. No
 * bytes are no body.
 */
export function parseBody (body: Buffer): unknown {
  if (body.length === 0) return undefined
  const text = body.toString()
  // Every byte that is not UTF-8 leaves this sign behind; so does the sign itself.
  if (text.includes('\uFFFD') && !isUtf8(body)) throw new FST_BOT_JSON_INVALID('it is not UTF-8')
  const value = parse(text)
  const problem = findUnsafeValue(value, MAX_BODY_DEPTH)
  if (problem !== undefined) throw new FST_BOT_BODY_INVALID(shortenPointer(problem.path), problem.why)
  return value
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FST_BOT_JSON_INVALID(reasonOf(text))
  }
}

/** What is wrong and where, without a word of the text. */
function reasonOf (text: string): string {
  const position = findJsonError(text) ?? 0
  const what = position >= text.trimEnd().length ? 'it ends too early' : 'unexpected character'
  return `${what} at position ${position}`
}

interface Problem { path: string, why: string }

/**
 * What could not be given back as it came: nesting too deep to walk, and numbers that JSON.stringify turns into null.
 */
function findUnsafeValue (value: unknown, levels: number): Problem | undefined {
  if (value === Infinity || value === -Infinity) return { path: '', why: 'this number is too large to keep' }
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return { path: '', why: `nested deeper than ${MAX_BODY_DEPTH} levels` }
  return Array.isArray(value) ? inList(value, levels - 1) : inObject(value as Record<string, unknown>, levels - 1)
}

function inList (list: unknown[], levels: number): Problem | undefined {
  for (let index = 0; index < list.length; index++) {
    const value = list[index]
    if (typeof value === 'string') continue
    const problem = findUnsafeValue(value, levels)
    if (problem !== undefined) return { path: appendPointerStep(index) + problem.path, why: problem.why }
  }
}

function inObject (object: Record<string, unknown>, levels: number): Problem | undefined {
  for (const key in object) {
    const value = object[key]
    if (typeof value === 'string') continue
    const problem = findUnsafeValue(value, levels)
    if (problem !== undefined) return { path: appendPointerStep(key) + problem.path, why: problem.why }
  }
}
