import type { TSchema } from '@sinclair/typebox'
import type { Requirements } from '../../bot/requirements.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'
import { placeSchema, type OpenapiDocument } from './document.ts'

/** The handlers of a bot for a reader: one line each, with the memory keys they use. */
export function describeHandlers (skills: readonly RegisteredHandler[]): string {
  if (skills.length === 0) return 'No handler is registered.'
  return ['Handlers, in the order they are looked up:', '', ...skills.map(line)].join('\n')
}

/** The same for a program. */
export function listHandlers (skills: readonly RegisteredHandler[], document: OpenapiDocument | undefined): unknown[] {
  return skills.map(({ kind, label, summary, memory, requires }) => ({
    kind,
    name: label,
    ...(summary && { summary }),
    ...(memory && { memory: placeSchema(memory, document) }),
    ...(requires && {
      requires: Object.fromEntries(Object.entries(requires).map(([key, { entity }]) => [key, entity]))
    })
  }))
}

function line ({ kind, label, summary, memory, requires = {} }: RegisteredHandler): string {
  return `- **${label}** (${kind})${summary === undefined ? '' : `: ${summary}`}${memory === undefined ? '' : keysOf(memory)}${requirementsOf(requires)}`
}

function requirementsOf (requires: Requirements): string {
  const keys = Object.entries(requires).map(([key, { entity }]) => `\`${key}\` (${entity})`)
  return keys.length === 0 ? '' : `. Asks for: ${keys.join(', ')}`
}

function keysOf ({ properties = {}, required = [] }: TSchema): string {
  const keys = Object.entries(properties as Record<string, TSchema>).map(([key, { type = 'any', description }]) => {
    const details = [type, ...(required.includes(key) ? [] : ['optional'])].join(', ')
    return `\`${key}\` (${details})${description === undefined ? '' : ` ${description}`}`
  })
  return keys.length === 0 ? '' : `. Memory: ${keys.join('; ')}`
}
