import type { Condition } from '../../bot-file/condition-schema.ts'
import type { BotAction, BotRequirement } from '../../bot-file/schema.ts'
import { fieldsOf, listOf, textOf, type Fields } from '../values.ts'
import { inOrder, type SkillContext } from './bot-export.ts'
import { conditionOf, convertActions, grouped } from './convert-actions.ts'
import { isGroup, negate } from './convert-condition.ts'

/** A tree of requirements as a list, all of which must be met. */
export function convertRequirements (value: unknown, source: string, context: SkillContext): BotRequirement[] {
  const requirement = convertRequirement(fieldsOf(value), source, context)
  if (requirement === undefined) return []
  return requirement.and !== undefined && requirement.question === undefined && requirement.complete === undefined
    ? requirement.and
    : [requirement]
}

function convertRequirement (node: Fields, source: string, context: SkillContext): BotRequirement | undefined {
  const data = fieldsOf(node.data)
  const more = {
    ...sayingOf('question', node.on_empty_condition, `${source}/on_empty_condition`, context),
    ...validationOf(node.on_validation_condition, `${source}/on_validation_condition`, context),
    ...sayingOf('complete', node.on_success_condition, `${source}/on_success_condition`, context)
  }
  const name = textOf(data.name)?.replace(/^[@#]/, '')
  if (name !== undefined) {
    const key = textOf(data.field)
    const kind = data.type === 'intent' ? 'intent' : 'entity'
    if (listOf(node.children).length > 0) {
      context.report.lost(`${source}/children`, `what stands below the requirement ${name} is left out`, context.target)
    }
    if (kind !== data.type && data.type !== undefined && data.type !== 'entity') {
      context.report.changed(`${source}/data`, `the requirement ${name} is of the unknown type ${String(data.type)}: ` +
        'taken as an entity', context.target)
    }
    return { [kind]: name, ...(key !== undefined && key !== name && { as: key }), ...more }
  }
  const parts = inOrder(node.children).map(({ value, index }) =>
    convertRequirement(fieldsOf(value), `${source}/children/${index}`, context)).filter(part => part !== undefined)
  if (parts.length > 0 && !isGroup(node)) {
    context.report.changed(source, `requirements of the unknown type ${String(node.type)}: all of them are required`,
      context.target)
  }
  const by = node.type === 'or' ? 'or' : 'and'
  const plain = Object.keys(more).length === 0
  if (parts.length === 0) {
    if (node.type === 'data') {
      context.report.lost(source, 'a requirement of neither entity nor intent is left out',
        context.target)
    }
    return undefined
  }
  if (parts.length === 1 && plain) return parts[0]
  const flat = parts.flatMap(part => Object.keys(part).length === 1 && part[by] !== undefined ? part[by] : [part])
  return { [by]: flat, ...more }
}

function sayingOf (key: 'question' | 'complete', value: unknown, source: string, context: SkillContext): {
  question?: Saying, complete?: Saying
} {
  if (value === null || value === undefined) return {}
  const said = simplified(convertActions(value, source, context))
  return said === undefined ? {} : { [key]: said }
}

type Saying = NonNullable<BotRequirement['question']>

/** A message alone where that is the only action. */
function simplified (actions: BotAction[]): Saying | undefined {
  const [only] = actions
  if (only === undefined) return undefined
  const { message } = only
  return actions.length === 1 && Object.keys(only).length === 1 && message !== undefined && !Array.isArray(message)
    ? message
    : actions
}

/**
 * The platform's conditions say when what was found is wrong, those of a bot file when it is right: they are turned.
 * There may be several, each with its own actions.
 */
function validationOf (value: unknown, source: string, context: SkillContext): {
  validation?: NonNullable<BotRequirement['validation']>
} {
  if (value === null || value === undefined) return {}
  const node = fieldsOf(value)
  const groups = validators(node, source)
  const wrong: Condition[] = []
  const actions: BotAction[] = []
  for (const { group, source } of groups) {
    const children = inOrder(group.children)
      .map(({ value, index }) => ({ child: fieldsOf(value), source: `${source}/children/${index}` }))
    const condition = conditionOf(group, children, source, context)
    if (condition === 'always') continue
    if (condition === 'unknown') {
      context.report.lost(source,
        'a validation whose condition cannot be read is left out: what is found is taken as it is', context.target)
      continue
    }
    const own = convertActions({ actions: group.actions }, source, context)
    actions.push(...groups.length === 1 ? own : grouped(own, condition, source, context))
    wrong.push(condition)
  }
  const [first] = wrong
  if (first === undefined) return {}
  const condition = wrong.length === 1 ? negate(first) : { and: wrong.map(negate) }
  const otherwise = simplified(actions)
  return { validation: { condition, ...(otherwise !== undefined && { otherwise }) } }
}

/** Groups with a condition and its actions: the children that have actions, or the node itself. */
function validators (node: Fields, source: string): Array<{ group: Fields, source: string }> {
  const children = inOrder(node.children)
    .map(({ value, index }) => ({ group: fieldsOf(value), source: `${source}/children/${index}` }))
  const own = children.filter(({ group }) => listOf(group.actions).length > 0)
  return own.length > 0 ? own : [{ group: node, source }]
}
