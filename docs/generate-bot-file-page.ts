import type { TSchema } from '@sinclair/typebox'
import { BotFileSchema } from '../lib/platform/bot-file/schema.ts'
import { typeOf } from './schema-words.ts'

interface Fields { properties: Record<string, TSchema>, required?: string[] }

/** The page of the reference that tells all keys of a bot file, made from its schema. */
export function botFilePage (): string {
  const { webhook, intents, entities, skills } = BotFileSchema.properties
  const skill = valueOf(skills)
  const requirement = itemOf(fieldOf(skill, 'requirements'))
  const action = itemOf(fieldOf(skill, 'actions'))
  const entity = valueOf(entities)
  const sections: Array<[title: string, description: string, schema: TSchema]> = [
    ['Bot', 'The keys at the top.', BotFileSchema],
    ['webhook', '', webhook],
    ['auth', '', fieldOf(webhook, 'auth')],
    ['Intent', 'A value of `intents`.', valueOf(intents)],
    ['Entity', 'A value of `entities`.', entity],
    ['Value of an entity', 'An item of `values`; a text alone is its `value`.', objectIn(fieldOf(entity, 'values'))],
    ['Skill', 'A value of `skills`.', skill],
    ['Condition', 'What `triggers`, `if` and a validation test.', objectIn(fieldOf(action, 'if'))],
    ['Requirement', '', requirement],
    ['Validation of a requirement', '', fieldOf(requirement, 'validation')],
    ['Action', '', action],
    ['Webhook action', 'A text alone is its `url`.', objectIn(fieldOf(action, 'webhook'))],
    ['API action', '', fieldOf(action, 'api')],
    ['auth of an API action', '', fieldOf(fieldOf(action, 'api'), 'auth')],
    ['Memory action', '', fieldOf(action, 'memory')],
    ['Goto action', 'A text alone is its `skill`.', objectIn(fieldOf(action, 'goto'))]
  ]
  return `# Bot file schema

Made from the schema of bot files by \`npm run docs:reference\`. [Bot files](../guides/bot-file.md) explains them. A key
that is not here is a mistake, which \`bot-webhook\` tells with file, line and column. \`BotFileSchema\` of
\`fastify-bot-webhook/builder\` is the schema itself, as JSON Schema.

${sections.map(section).join('\n')}`
}

function section ([title, description, schema]: [string, string, TSchema]): string {
  const { properties, required = [] } = schema as unknown as Fields
  const about = [description, schema.description].filter(text => text !== undefined && text !== '').join(' ')
  const rows = Object.entries(properties).map(([key, value]) =>
    `| \`${key}\` | ${typeOf(value)} | ${required.includes(key) ? 'yes' : ''} | ${cell(value.description ?? '')} |`)
  return `## ${title}\n\n${about === '' ? '' : `${about}\n\n`}| key | type | required | what |\n` +
    `| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

function fieldOf (schema: TSchema, key: string): TSchema {
  return (schema as unknown as Fields).properties[key] as TSchema
}

function itemOf (list: TSchema): TSchema & Fields {
  return list.items
}

function valueOf (record: TSchema): TSchema & Fields {
  return Object.values(record.patternProperties)[0] as TSchema & Fields
}

/** The object with named keys that a union, a list or a record holds. */
function objectIn (schema: TSchema): TSchema {
  if (schema.properties !== undefined) return schema
  const inner: TSchema[] = schema.anyOf ?? [schema.items ?? Object.values(schema.patternProperties ?? {})[0]]
  const objects = inner.filter(one => one !== undefined).map(objectIn)
  return objects.find(({ properties = {} }) => Object.keys(properties).length > 0) ?? { ...schema, properties: {} }
}

function cell (text: string): string {
  return text.replaceAll('|', '\\|')
}
