import { isObject } from '../../../replies/kind.ts'
import type { BotAction } from '../../bot-file/schema.ts'
import { matchLanguage } from '../../engine/language.ts'
import { normalizeLanguage } from '../language.ts'
import { fieldsOf, firstText, flagOf, innerJson, listOf, textOf, type Fields } from '../values.ts'
import { inOrder, type SkillContext } from './bot-export.ts'
import { convertCondition, isGroup, isLeaf, joinConditions, type Converted } from './convert-condition.ts'
import { convertMessages } from './convert-message.ts'
import { convertMemoryValue } from './memory-value.ts'
import { convertRequest } from './convert-request.ts'

/**
 * Actions of a node and of all below it. A group has its actions beside its conditions; a condition that cannot be read
 * takes its actions with it, for they would run at the wrong time.
 */
export function convertActions (value: unknown, source: string, context: SkillContext): BotAction[] {
  const node = fieldsOf(value)
  const own = inOrder(node.actions).flatMap(({ value, index }) =>
    convertAction(fieldsOf(value), `${source}/actions/${index}`, context))
  const groups = inOrder(node.children).map(({ value, index }) =>
    ({ child: fieldsOf(value), source: `${source}/children/${index}` }))
  const condition = conditionOf(node, groups.filter(({ child }) => !hasActions(child)), source, context)
  const inner = groups.filter(({ child }) => hasActions(child)).flatMap(({ child, source }) =>
    convertActions(child, source, context))
  return grouped([...own, ...inner], condition, source, context)
}

/** Condition of a group: its own, or that of all its children without actions. */
export function conditionOf (node: Fields, children: ReadonlyArray<{
  child: Fields, source: string
}>, source: string, context: SkillContext): Converted {
  const isUnknown = !isGroup(node) && listOf(node.children).length > 0
  if (isLeaf(node) || isUnknown) return convertCondition(node, source, context)
  return joinConditions(children.map(({ child, source }) => convertCondition(child, source, context)),
    node.type === 'or' ? 'or' : 'and')
}

/** Several actions under one condition are a group: it is looked at once, before the first of them. */
export function grouped (
  actions: BotAction[], condition: Converted, source: string, context: SkillContext
): BotAction[] {
  const [only] = actions
  if (only === undefined || condition === 'always') return actions
  if (condition === 'unknown') {
    context.report.lost(source,
      `${actions.length} actions whose condition cannot be read are left out: write them by hand`, context.target)
    return []
  }
  return actions.length === 1 && only.if === undefined ? [{ if: condition, ...only }] : [{ if: condition, actions }]
}

function hasActions (node: Fields): boolean {
  return listOf(node.actions).length > 0 || listOf(node.children).some(child => hasActions(fieldsOf(child)))
}

function convertAction (action: Fields, source: string, context: SkillContext): BotAction[] {
  const type = textOf(action.type)?.toLowerCase() ?? ''
  const value = innerJson(action.value)
  if (type === 'message') return convertMessages(action, source, context)
  if (type === 'http') return convertRequest(action, source, context)
  if (/memory/.test(type)) return convertMemory(value, `${source}/value`, context)
  if (/reset/.test(type)) return [{ reset: true }]
  if (/lang/.test(type)) return convertLanguage(value ?? action.value, source, context)
  if (/goto|go_to|skill|redirect/.test(type)) return convertGoto(value ?? action.value, source, context)
  context.report.lost(source,
    `an action of type ${type === '' ? 'nothing' : type} is left out: the local platform has none`, context.target)
  return []
}

/** `set` is a list of keys with values, or an object; `unset` a list of keys. */
function convertMemory (written: unknown, source: string, context: SkillContext): BotAction[] {
  if (!isObject(written)) {
    if (written !== null) {
      context.report.lost(source, 'an edit of the memory that is no JSON is left out', context.target)
    }
    return []
  }
  const { set, unset, reset, ...others } = written
  const pairs = Array.isArray(set)
    ? set.map(fieldsOf).map(pair => [memoryKey(pair), convertMemoryValue(pair.value)] as const)
    : Object.entries(fieldsOf(set)).map(([key, value]) => [withoutMemory(key), convertMemoryValue(value)] as const)
  const keys = listOf(unset).map(key => withoutMemory(textOf(key) ?? memoryKey(fieldsOf(key))))
  const nameless = [...pairs.map(([key]) => key), ...keys].filter(key => key === '').length
  const unknown = Object.keys(others).filter(key => !['id', 'type'].includes(key))
  if (nameless > 0 || unknown.length > 0) {
    context.report.lost(source, nameless > 0
      ? `${nameless} edits of the memory without a key are left out`
      : `\`${unknown.join('`, `')}\` of an edit of the memory is left out: there are set, unset and reset`,
    context.target)
  }
  const named = pairs.filter(([key]) => key !== '')
  for (const [key, { change }] of named) {
    if (change !== undefined) context.report.changed(source, `the value of memory.${key} ${change}`, context.target)
  }
  const forgotten = keys.filter(key => key !== '')
  const memory = {
    ...(flagOf(reset) === true && { reset: true }),
    ...(named.length > 0 && { set: Object.fromEntries(named.map(([key, { value }]) => [key, value])) }),
    ...(forgotten.length > 0 && { unset: forgotten })
  }
  return Object.keys(memory).length === 0 ? [] : [{ memory }]
}

function memoryKey (pair: Fields): string {
  return withoutMemory(firstText(pair, 'key', 'field', 'name', 'path') ?? '')
}

function withoutMemory (key: string): string {
  return key.replace(/^_?memory\./, '')
}

function convertLanguage (value: unknown, source: string, context: SkillContext): BotAction[] {
  const written = textOf(value) ?? firstText(fieldsOf(value), 'language', 'isocode', 'value') ?? 'without a name'
  const language = matchLanguage(normalizeLanguage(written) ?? written, context.languages)
  if (language !== undefined) return [{ language }]
  context.report.lost(source,
    `a switch to the language ${written} is left out: the bot has no expressions in it`, context.target)
  return []
}

function convertGoto (value: unknown, source: string, context: SkillContext): BotAction[] {
  const fields = fieldsOf(value)
  const written = textOf(value) ?? firstText(fields, 'skill_id', 'skill_slug', 'skill', 'slug', 'id', 'name',
    'value') ?? firstText(fieldsOf(fields.skill), 'id', 'slug', 'name')
  const skill = written === undefined ? undefined : written.includes('{{') ? written : context.findSkill(written)
  if (skill === undefined) {
    context.report.lost(source, `a redirection to ${written ?? 'nothing'} is left out: the export has no such skill`,
      context.target)
    return []
  }
  const waits = [fields.wait, fields.wait_for_input, fields.wait_user_input].some(flag => flagOf(flag) === true) ||
    [fields.execute, fields.start, fields.immediate].some(flag => flagOf(flag) === false) ||
    /wait/i.test(firstText(fields, 'mode', 'type', 'behavior', 'behaviour') ?? '')
  return [{ goto: waits ? { skill, wait: true } : skill }]
}
