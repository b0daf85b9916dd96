import { isObject } from '../../../replies/kind.ts'
import type { BotAction } from '../../bot-file/schema.ts'
import { fieldsOf, innerJson, listOf, numberOf, textOf, type Fields } from '../values.ts'
import type { SkillContext } from './bot-export.ts'

const STARTS_JSON = /^\s*(?:\[|\{(?!\{)|\{\{#)/

/** A message action: its messages by language. Several of one language are wordings, of which one is sent. */
export function convertMessages (action: Fields, source: string, context: SkillContext): BotAction[] {
  const byLanguage = new Map<string, unknown[]>()
  if (Array.isArray(action.message) && !isEmptyText(action.value)) {
    context.report.lost(`${source}/value`, 'the value of a message action is left out: its messages stand beside it',
      context.target)
  }
  const all = Array.isArray(action.message) ? action.message : [action.message ?? { value: action.value }]
  all.forEach((value, index) => {
    const place = `${source}/message/${index}`
    const message = fieldsOf(value)
    const converted = convertMessage(message, place, context)
    if (converted === undefined) return
    const language = context.languageOf(message.language, place)
    byLanguage.set(language, [...byLanguage.get(language) ?? [], converted])
  })
  const languages = [...byLanguage].map(([language, wordings]) =>
    [language, wordings.length === 1 ? wordings[0] : wordings] as const)
  const [first] = languages
  if (first === undefined) return []
  if (context.languages.length === 1) return [{ message: first[1] as string }]
  return [{
    message: Object.fromEntries(context.languages.flatMap(language => languages.filter(([own]) => own === language)))
  }]
}

/** Words alone for a plain text, or else a message without what is empty in it. */
function convertMessage (message: Fields, source: string, context: SkillContext): unknown {
  const value = innerJson(message.value)
  if (value === undefined) {
    const text = textOf(message.value)
    if (text === undefined) return undefined
    if (text.includes('{{') && STARTS_JSON.test(text)) return { script: text } // JSON once it is filled in
    context.report.changed(source, 'the message is no JSON: taken as text', context.target)
    return text
  }
  if (!isObject(value)) return textOf(value) ?? lost('is empty')
  const { type, content, delay, markdown, ...rest } = value
  const seconds = numberOf(delay)
  const options = {
    ...(seconds !== undefined && seconds > 0 && { delay: Math.min(seconds, 5) }),
    ...(markdown === true && { markdown: true })
  }
  if (seconds !== undefined && seconds > 5) {
    context.report.changed(source, `the delay of ${seconds} seconds is 5 now, as much as channels take`, context.target)
  }
  if (type === 'script' || type === 'custom-script') {
    const script = textOf(content) ?? textOf(fieldsOf(content).script)
    if (script !== undefined && Object.keys(options).length > 0) {
      context.report.lost(source, `the ${Object.keys(options).join(' and ')} beside a script ` +
        `${Object.keys(options).length === 1 ? 'is' : 'are'} left out: write it into each message of the script`,
      context.target)
    }
    return script === undefined ? lost('is a script without content') : { script }
  }
  if (typeof content === 'string' && content.trim() === '') return lost('is empty')
  if (type === undefined || content === undefined || content === null) return lost('has no type or no content')
  if (type === 'text' && typeof content === 'string' && Object.keys(options).length === 0) return content
  const others = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ''))
  return { type, content: withSkillButtons(withoutNulls(content), message, source, context), ...options, ...others }

  function lost (what: string): undefined {
    context.report.lost(source, `a message that ${what} is left out`, context.target)
  }
}

/** Fields of null are the editor's empty ones. */
function withoutNulls (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([, value]) => value !== null)
      .map(([key, value]) => [key, withoutNulls(value)]))
    : value
}

/** Buttons that start a skill, which the message lists beside its content in their order. */
function withSkillButtons (
  content: unknown, { directSkillTriggers }: Fields, source: string, context: SkillContext
): unknown {
  const names = listOf(directSkillTriggers).map(textOf)
  let index = 0
  const linked = walk(content)
  names.slice(index).filter(name => name !== undefined).forEach(name => { lost(name, 'there is no button for it') })
  return linked

  function walk (value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) =>
      [key, key === 'buttons' && Array.isArray(inner) ? inner.map(link) : walk(inner)]))
  }

  function link (button: unknown): unknown {
    const name = names[index++]
    if (name === undefined) return button
    const skill = context.findSkill(name)
    if (skill !== undefined) return { ...fieldsOf(button), type: 'trigger_skill', value: skill }
    lost(name, 'the export has no such skill')
    return button
  }

  function lost (name: string, why: string): void {
    context.report.lost(source, `a button that starts skill ${name} does not do so: ${why}`, context.target)
  }
}

function isEmptyText (value: unknown): boolean {
  return value === null || value === undefined || value === ''
}
