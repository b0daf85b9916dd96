import type { Condition } from '../../bot-file/condition-schema.ts'
import { OPERATORS, parseExpression } from '../../engine/expression.ts'
import { normalizeLanguage } from '../language.ts'
import { translateRegex } from '../regex.ts'
import { fieldsOf, firstText, listOf, textOf, type Fields } from '../values.ts'
import { inOrder, type SkillContext } from './bot-export.ts'

/**
 * A condition of the platform as one of a bot file; `always` where nothing is asked, `unknown` where it cannot be read
 * and was reported.
 */
export type Converted = Condition | 'always' | 'unknown'

/** Converts a tree of conditions: nodes `and`, `or` and `all`, leaves `data`. Both forms of leaves are read. */
export function convertCondition (value: unknown, source: string, context: SkillContext): Converted {
  const node = fieldsOf(value)
  if (isLeaf(node)) return convertLeaf(node, source, context)
  if (!isGroup(node)) {
    context.report.lost(source, `a condition of the unknown type ${String(node.type)} cannot be read`, context.target)
    return 'unknown'
  }
  const parts = inOrder(node.children).map(({ value, index }) =>
    convertCondition(value, `${source}/children/${index}`, context)).filter(part => part !== 'always')
  return joinConditions(parts, node.type === 'or' ? 'or' : 'and')
}

/** Several conditions as one, without levels that say nothing. */
export function joinConditions (parts: readonly Converted[], by: 'and' | 'or'): Converted {
  const known = parts.filter(part => part !== 'always')
  const readable = known.filter(part => part !== 'unknown')
  if (known.length === 0) return 'always'
  if (readable.length === 0 || (by === 'and' && readable.length < known.length)) return 'unknown'
  const flat = readable.flatMap(part => Object.keys(part).length === 1 && part[by] !== undefined ? part[by] : [part])
  const [only] = flat
  return flat.length === 1 && only !== undefined ? only : { [by]: flat }
}

export function negate (condition: Condition): Condition {
  return Object.keys(condition).length === 1 && condition.not !== undefined ? condition.not : { not: condition }
}

/** Whether a node joins what is below it. */
export function isGroup ({ type }: Fields): boolean {
  return type === undefined || type === null || ['and', 'or', 'all'].includes(String(type))
}

/** Whether a node asks something itself. */
export function isLeaf (node: Fields): boolean {
  return node.type === 'data' || (node.operator !== null && node.operator !== undefined)
}

function convertLeaf (node: Fields, source: string, context: SkillContext): Converted {
  const operator = textOf(node.operator) ?? firstText(fieldsOf(node.operator), 'name', 'id')
  const { lefts: [left, ...others], right } = operandsOf(node)
  if (others.length > 0) {
    context.report.lost(source, 'a condition with several left sides is asked for the first of them', context.target)
  }
  const operand = left === undefined ? undefined : operandOf(left)
  if (operator === undefined && operand === undefined) return 'always' // an empty row of the editor
  if (operand === undefined || !(OPERATORS as readonly (string | undefined)[]).includes(operator)) {
    context.report.lost(source, operand === undefined
      ? 'a condition without a left side cannot be read'
      : `the operator \`${operator ?? 'nothing'}\` of a condition on ${operand} is not known`, context.target)
    return 'unknown'
  }
  if (operator === 'is-present') return presence(operand)
  if (operator === 'is-absent') return negate(presence(operand))
  return byLanguage(right, values => comparison(operand, operator as string, values, source, context), source, context)
}

/**
 * Sides of a leaf: `operands` with a flag for the left one, or `left` and `right`. The right one is by language; the
 * empty language is all.
 */
function operandsOf (node: Fields): { lefts: Fields[], right: Map<string, string[]> } {
  const operands = listOf(node.operands).map(fieldsOf)
  const isLeft = ({ isLeft, left, is_left: other }: Fields) => isLeft === true || left === true || other === true
  const rights = new Map<string, string[]>()
  const add = (language: string, value: string | undefined) => {
    if (value !== undefined) rights.set(language, [...rights.get(language) ?? [], value])
  }
  for (const operand of operands.filter(operand =>
    !isLeft(operand))) add(textOf(operand.language) ?? '', rightOf(operand))
  if (Array.isArray(node.right)) {
    for (const operand of node.right) {
      add(textOf(fieldsOf(operand).language) ?? '', textOf(operand) ?? rightOf(fieldsOf(operand)))
    }
  } else {
    for (const [language, list] of Object.entries(fieldsOf(node.right))) {
      for (const operand of Array.isArray(list)
        ? list
        : [list]) add(language, textOf(operand) ?? rightOf(fieldsOf(operand)))
    }
  }
  const lefts = [...operands.filter(isLeft), ...listOf(node.left).map(fieldsOf)]
  return { lefts, right: rights }
}

/** Text, or a variable in braces: the right side may be a value of the memory or of the sentence, too. */
function rightOf (operand: Fields): string | undefined {
  const written = textOf(operand.value)
  if (written === undefined) return undefined
  const isVariable = operand.type === 'memory' || (operand.type === 'interpreted' && /^[#_]/.test(written))
  const path = isVariable ? operandOf(operand) : undefined
  return path === undefined ? written : `{{${path}}}`
}

/** `@intent`, `#entity.field`, or a path such as `_memory.key`. */
function operandOf ({ type, value }: Fields): string | undefined {
  const written = textOf(value)?.trim().replace(/^\{\{/, '').replace(/\}\}$/, '').trim()
  if (written === undefined || /\s/.test(written)) return undefined
  return type === 'memory' && !/^_?memory\b/.test(written) && !/^[@#_]/.test(written) ? `memory.${written}` : written
}

function presence (operand: string): Condition {
  const plain = operand.replace(/^_/, '')
  if (operand.startsWith('@')) return { intent: operand.slice(1) }
  if (operand.startsWith('#') && !operand.includes('.')) return { entity: operand.slice(1) }
  if (plain.startsWith('memory.')) return { memory: plain.slice('memory.'.length) }
  return { expression: `${operand} is-present` }
}

/** @returns undefined for what no expression can say */
function comparison (
  operand: string, operator: string, values: readonly string[], source: string, context: SkillContext
): Condition | undefined {
  const value = values.map(value => value.trim()).join(', ')
  if (value === '') return undefined
  const plain = operator === 'is' || operator === 'is-not'
  if (operand.startsWith('@') &&
    plain) return operator === 'is' ? { intent: value.replace(/^@/, '') } : { not: { intent: value.replace(/^@/, '') } }
  const pattern = operator.startsWith('matches') && !value.includes('{{')
    ? patternOf(value, source, context)
    : value
  const expression = `${operand} ${operator} ${pattern}`
  return typeof parseExpression(expression) === 'string' ? undefined : { expression }
}

/** A condition has no flags. @returns nothing for what cannot be read without them */
function patternOf (value: string, source: string, context: SkillContext): string {
  const translated = translateRegex(value, '')
  if (translated === undefined || translated.flags.includes('u')) return ''
  const { pattern, flags } = translated
  if (flags !== '') {
    context.report.changed(source, `the condition matches ${value.slice(0, 200)} without the flags ${flags}`,
      context.target)
  }
  return pattern
}

/** A right side that differs between languages is asked for each language. */
function byLanguage (right: ReadonlyMap<
  string, string[]
>, compare: (values: readonly string[]) => Condition | undefined, source: string, context: SkillContext): Converted {
  const different = new Set([...right.values()].map(values => values.join('\n')))
  const [first] = right.values()
  const conditions = different.size <= 1
    ? [compare(first ?? [])]
    : [...right].map(([language, values]) => {
        const condition = compare(values)
        const code = normalizeLanguage(language)
        return condition === undefined || code === undefined
          ? condition
          : { and: [{ expression: `language is ${code}` }, condition] }
      })
  const readable = conditions.filter(condition => condition !== undefined)
  if (readable.length < conditions.length || readable.length === 0) {
    context.report.lost(source,
      'a condition without a right side, or with one that cannot be written in one line, is left out', context.target)
  }
  return readable.length === 0 ? 'unknown' : joinConditions(readable, 'or')
}
