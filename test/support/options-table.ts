import type { TSchema } from '@sinclair/typebox'
import { describeExpected } from '../../lib/shared/options/read-options.ts'

/** The options of a schema as a table of the reference. */
export function renderOptionsTable ({ title, description, properties }: TSchema): string {
  const rows = Object.entries(properties as Record<string, TSchema>).map(([name, option]) =>
    `| \`${name}\` | ${escape(typeOf(option))} | ${escape(defaultOf(option))} | ${escape(option.description ?? '')} |`)
  return [
    `## ${title}`, '', description, '', '| option | type | default | what |', '| --- | --- | --- | --- |', ...rows
  ].join('\n')
}

function typeOf (option: TSchema): string {
  if (option.typeName !== undefined) return `\`${option.typeName}\``
  if (option.type === 'integer' || option.type === 'number') return `${option.unit ?? 'number'}`
  return option.expected === undefined ? `\`${option.type}\`` : describeExpected(option)
}

function defaultOf ({ default: value, defaultText }: TSchema): string {
  if (value !== undefined) return `\`${JSON.stringify(value).replaceAll('"', "'")}\``
  return defaultText ?? 'required'
}

function escape (text: string): string {
  return text.replaceAll('|', '\\|')
}
