import type { Condition } from '../bot-file/condition-schema.ts'
import { isObject } from '../../replies/kind.ts'
import { matchPattern } from '../match-pattern.ts'
import { parseExpression, type Expression } from './expression.ts'
import { renderText } from './render.ts'
import { lookUp, type Scope } from './variables.ts'

/** Whether a condition holds: all that it names must. */
export function isConditionMet (condition: Condition, scope: Scope): boolean {
  const { intent, entity, memory, expression, and, or, not } = condition
  return (intent === undefined || hasIntent(intent, scope)) &&
    (entity === undefined || isThere(lookUp(`#${entity}`, scope))) &&
    (memory === undefined || isThere(lookUp(`memory.${memory}`, scope))) &&
    (expression === undefined || holdsExpression(expression, scope)) &&
    (and === undefined || and.every(inner => isConditionMet(inner, scope))) &&
    (or === undefined || or.some(inner => isConditionMet(inner, scope))) &&
    (not === undefined || !isConditionMet(not, scope))
}

/** The triggers of a skill, of which any suffices; none for a skill that never runs by itself. */
export function getTriggers (triggers: string | Condition | readonly Condition[] | undefined): readonly Condition[] {
  if (triggers === undefined) return []
  if (typeof triggers === 'string') return [{ expression: triggers }]
  return Array.isArray(triggers) ? triggers : [triggers as Condition]
}

function hasIntent (slug: string, { nlp, startedBy = [] }: Scope): boolean {
  const { intents } = nlp as { intents?: ReadonlyArray<{ slug?: unknown }> | null }
  return startedBy.includes(slug) || (intents ?? []).some(intent => intent.slug === slug)
}

function isThere (value: unknown): boolean {
  return value !== undefined && value !== null
}

function holdsExpression (text: string, scope: Scope): boolean {
  const { operand, operator, value: written } = parseExpression(text) as Expression // checked with the bot file
  const value = written.includes('{{') ? renderText(written, scope) : written
  const left = operand.startsWith('@')
    ? (hasIntent(operand.slice(1), scope) ? operand.slice(1) : undefined)
    : plain(lookUp(operand, scope))
  const word = isThere(left) ? String(left) : undefined
  switch (operator) {
    case 'is': return word === value
    case 'is-not': return word !== value
    case 'in': return word !== undefined && wordsOf(value).includes(word)
    case 'not-in': return word === undefined || !wordsOf(value).includes(word)
    case 'matches': return word !== undefined && isMatch(value, word)
    case 'matches-not': return word === undefined || !isMatch(value, word)
    case 'lower-than': return word !== undefined && Number(word) < Number(value)
    case 'greater-than': return word !== undefined && Number(word) > Number(value)
    case 'is-present': return word !== undefined
    case 'is-absent': return word === undefined
  }
}

/** What a variable has put into a pattern may have made it one that cannot be read, which nothing matches. */
function isMatch (pattern: string, text: string): boolean {
  try {
    return matchPattern(new RegExp(pattern, 'g'), text).length > 0
  } catch {
    return false
  }
}

/** An entity without a field is tested by its words, as on the platform. */
function plain (value: unknown): unknown {
  return isObject(value) ? value.raw ?? JSON.stringify(value) : value
}

/** `Paris, Lyon` or `[Paris, Lyon]` */
function wordsOf (list: string): string[] {
  return list.replace(/^\[|\]$/g, '').split(',').map(word => word.trim())
}
