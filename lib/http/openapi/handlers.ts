import type { Requirements } from '../../bot/requirements.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'
import type { JsonSchema } from '../../shared/user-schema/user-schema.ts'
import type { OpenapiDocument } from './document.ts'
import { toSchemaObject } from './schema-object.ts'

/** The handlers of a bot for a reader: one line each, with the memory keys they use. */
export function describeHandlers (skills: readonly RegisteredHandler[]): string {
  if (skills.length === 0) return 'No handler is registered.'
  return ['Handlers, in the order they are looked up:', '', ...skills.map(describeHandler)].join('\n')
}

/** The same for a program. */
export function listHandlers (skills: readonly RegisteredHandler[], document: OpenapiDocument): unknown[] {
  return skills.map(({ kind, label, summary, memory, requires }) => ({
    kind,
    name: label,
    ...(summary && { summary }),
    ...(memory && { memory: toSchemaObject(memory, document) }),
    ...(requires && {
      requires: Object.fromEntries(Object.entries(requires).map(([key, { entity }]) => [key, entity]))
    })
  }))
}

function describeHandler ({ kind, label, summary, memory, requires = {} }: RegisteredHandler): string {
  const said = summary === undefined ? '' : `: ${summary}`
  return `- **${label}** ` +
    `(${kind})${said}${memory === undefined ? '' : describeMemory(memory)}${describeRequirements(requires)}`
}

function describeRequirements (requires: Requirements): string {
  const keys = Object.entries(requires).map(([key, { entity }]) => `\`${key}\` (${[entity].flat().join(' or ')})`)
  return keys.length === 0 ? '' : `. Asks for: ${keys.join(', ')}`
}

function describeMemory ({ properties = {}, required = [] }: JsonSchema): string {
  const keys = Object.entries(properties).map(([key, { type = 'any', description }]) => {
    const details = [...[type].flat(), ...(required.includes(key) ? [] : ['optional'])].join(', ')
    return `\`${key}\` (${details})${description === undefined ? '' : ` ${description}`}`
  })
  return keys.length === 0 ? '' : `. Memory: ${keys.join('; ')}`
}
