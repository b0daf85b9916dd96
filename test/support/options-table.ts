import type { TSchema } from '@sinclair/typebox'
import { describeExpected, isRequired } from '../../lib/shared/options/option.ts'

/** The options of a schema as a table of the reference; those of an option object within it follow its row. */
export function renderOptionsTable (schema: TSchema): string {
  const { title, description } = schema
  return [
    `### ${title}`, '', description, '', '| option | type | default | what |', '| --- | --- | --- | --- |',
    ...renderRows(schema, '')
  ].join('\n')
}

function renderRows ({ properties }: TSchema, path: string): string[] {
  return Object.entries(properties as Record<string, TSchema>).flatMap(([name, option]) => {
    const cells = [`\`${path}${name}\``, typeOf(option), defaultOf(option), String(option.description)]
    return [
      `| ${cells.map(escape).join(' | ')} |`,
      ...(option.options === undefined ? [] : renderRows(option.options, `${path}${name}.`))
    ]
  })
}

function typeOf (option: TSchema): string {
  const { typeName, type, expected } = option
  if (typeName !== undefined) return `\`${typeName}\``
  return expected === undefined && ['boolean', 'string'].includes(type) ? `\`${type}\`` : describeExpected(option)
}

function defaultOf (option: TSchema): string {
  const { default: value, defaultText } = option
  if (isRequired(option)) return 'required'
  return value === undefined ? defaultText : `\`${JSON.stringify(value).replaceAll('"', "'")}\``
}

function escape (text: string): string {
  return text.replaceAll('|', '\\|')
}
