import type { Condition } from '../bot-file/condition-schema.ts'
import { parseExpression, type Expression } from './expression.ts'
import { lookUp, type Scope } from './variables.ts'

const MAX_VALUE_CHARS = 60

/**
 * A condition as it is written in a bot file, with the values that it looked at.
 *
 * @param scope undefined: without values
 */
export function describeCondition (condition: Condition, scope: Scope | undefined): string {
  const { intent, entity, memory, expression, and, or, not } = condition
  const parts = [
    ...(intent === undefined ? [] : [`@${intent}`]),
    ...(entity === undefined ? [] : [`#${entity}`]),
    ...(memory === undefined ? [] : [`memory.${memory}${valueOf(`memory.${memory}`, scope)}`]),
    ...(expression === undefined ? [] : [describeExpression(expression, scope)]),
    ...(and === undefined ? [] : [group(and, ' and ', scope)]),
    ...(or === undefined ? [] : [group(or, ' or ', scope)]),
    ...(not === undefined ? [] : [`not (${describeCondition(not, scope)})`])
  ]
  return parts.join(' and ')
}

function group (conditions: readonly Condition[], word: string, scope: Scope | undefined): string {
  return `(${conditions.map(one => describeCondition(one, scope)).join(word)})`
}

function describeExpression (text: string, scope: Scope | undefined): string {
  const { operand } = parseExpression(text) as Expression // checked with the bot file
  return operand.startsWith('@') ? text : text + valueOf(operand, scope)
}

function valueOf (operand: string, scope: Scope | undefined): string {
  if (scope === undefined) return ''
  const value = lookUp(operand, scope)
  const json = value === undefined ? 'nothing' : JSON.stringify(value)
  return ` (${operand} is ${json.length > MAX_VALUE_CHARS ? `${json.slice(0, MAX_VALUE_CHARS)}...` : json})`
}
