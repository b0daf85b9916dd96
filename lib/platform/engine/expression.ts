/** The platform's operators; a right side is given to all but the last two. */
export const OPERATORS = [
  'is', 'is-not', 'in', 'not-in', 'matches', 'matches-not', 'lower-than', 'greater-than', 'is-present', 'is-absent'
] as const
export type Operator = typeof OPERATORS[number]

/** `#location.raw is Paris` in its parts. */
export interface Expression {
  /**
   * `@intent`, `#entity` or `#entity.field`, or a path into the sentence or the conversation, with or without `_`
   * before it.
   */
  readonly operand: string
  readonly operator: Operator
  /** As written; empty for is-present and is-absent. */
  readonly value: string
}

/**
 * Takes a condition in the platform's notation apart. An operand alone means that it is present.
 *
 * @returns what is wrong with it, as a string, when it cannot be read
 */
export function parseExpression (text: string): Expression | string {
  const [, operand = '', operator = 'is-present', value = ''] =
    /^(\S+)(?:\s+(\S+)(?:\s+(\S.*))?)?$/s.exec(text.trim()) ?? []
  if (operand === '') return 'expected an operand such as `_memory.city`, an operator, and mostly a value'
  if (!isOperator(operator)) return operator
  const alone = operator === 'is-present' || operator === 'is-absent'
  if (alone !== (value === '')) return alone ? `\`${operator}\` takes no value` : `\`${operator}\` needs a value`
  return { operand, operator, value }
}

export function isOperator (word: string): word is Operator {
  return (OPERATORS as readonly string[]).includes(word)
}
