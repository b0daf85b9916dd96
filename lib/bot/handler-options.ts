import { Type } from '@sinclair/typebox'
import { FST_BOT_HANDLER_INVALID } from '../errors.ts'
import { customOption, isAny, isFunction, oneOf, optionsSchema, type OptionsSchema } from '../shared/options/option.ts'
import { isObject } from '../replies/kind.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { compileMemorySchema, findUserSchemaProblem } from '../shared/user-schema/compile-user-schema.ts'
import type { CompiledSchema } from '../shared/user-schema/compiled-schema.ts'
import { ACCEPTED_SCHEMAS, type UserSchema } from '../shared/user-schema/user-schema.ts'
import { createMemorySchema, type OnInvalidMemory } from '../turn/memory-schema.ts'
import type { HandlerResult } from '../turn/turn.ts'
import type { ActionOptions, ActionSchema } from './bot.ts'
import { METHODS, type Method } from './route.ts'
import type { HandlerRegistration, SkillOptions } from './registered-handler.ts'
import { findRequirementsProblem, type Requirements } from './requirements.ts'

const isHook = (value: unknown): boolean => [value].flat().every(isFunction)

const skillOptions = {
  summary: Type.String({
    description: 'What it is for, in one line. Shown in the OpenAPI document.', defaultText: 'none'
  }),
  memory: customOption<UserSchema>(isAny, {
    description: 'Schema of the memory keys that the handler reads and writes.',
    typeName: 'UserSchema',
    expected: ACCEPTED_SCHEMAS,
    defaultText: 'nothing is checked'
  }),
  onInvalidMemory: customOption<OnInvalidMemory>(value => value === 'error' || value === 'drop' || isFunction(value), {
    description: 'What to do when the memory that comes in does not fit the schema.',
    typeName: "'error' | 'drop' | function",
    expected: "'error', 'drop' or a function that makes the memory fit",
    defaultText: "`'error'`: the turn fails"
  }),
  requires: customOption<Requirements>(isAny, {
    description: 'What must be in the memory before the handler runs, and what to say when it is not.',
    typeName: 'Requirements',
    expected: 'an object of requirements',
    defaultText: 'nothing'
  }),
  interimReply: customOption<HandlerResult>(isAny, {
    description: 'What the user reads when the handler nears its timeout; what it returns later is pushed.',
    typeName: 'HandlerResult',
    expected: 'replies',
    defaultText: 'none'
  }),
  deduplicate: Type.Boolean({
    description: 'Whether a call that comes twice gets the answer of the first time.', defaultText: '`true`'
  })
}

export const skillOptionsSchema = optionsSchema<SkillOptions>(skillOptions, {
  title: 'SkillOptions', description: 'Options of `bot.skill`, `bot.intent` and `bot.fallback`.'
})

export const actionOptionsSchema = optionsSchema<ActionOptions>({
  method: oneOf(METHODS, { description: 'Method of the route.', default: 'POST' }),
  body: customOption<UserSchema>(isAny, {
    description: 'Schema of a custom body, as set with the webhook action.',
    typeName: 'UserSchema',
    expected: ACCEPTED_SCHEMAS,
    defaultText: "the platform's own body, or none"
  }),
  schema: customOption<ActionSchema>(isObject, {
    description: 'Schemas of `params`, `querystring` and `headers`. Values are coerced to them.',
    typeName: 'ActionSchema',
    expected: 'an object with params, querystring or headers',
    defaultText: 'nothing is checked'
  }),
  preHandler: customOption<NonNullable<ActionOptions['preHandler']>>(isHook, {
    description: 'Fastify hooks of the route.',
    typeName: 'preHandlerHookHandler',
    expected: 'a function, or a list of functions',
    defaultText: 'none'
  }),
  config: customOption<object>(isObject, {
    description:
      'Configuration of the route, for hooks to read.',
    typeName: 'object',
    expected: 'an object',
    defaultText: '`{}`'
  }),
  constraints: customOption<object>(isObject, {
    description: 'Constraints of the route, as in Fastify.',
    typeName: 'object',
    expected: 'an object such as { host: \'bot.example.com\' }',
    defaultText: 'none'
  }),
  ...skillOptions
}, { title: 'ActionOptions', description: 'Options of `bot.action`.' })

/** The options of an action, checked. */
export interface ActionSettings extends Pick<ActionOptions, 'preHandler' | 'config' | 'constraints'> {
  method: Method
  body: UserSchema | undefined
  schema: ActionSchema
}

/** What an app registers with a handler. */
export type OptionsOfHandler = Omit<HandlerRegistration, 'scope' | 'registration' | 'handler'>

/** @throws FST_BOT_HANDLER_INVALID */
export function readSkillOptions (call: string, given: unknown): OptionsOfHandler {
  return toRegistration(call, readHandlerOptions(call, skillOptionsSchema, given))
}

/** @throws FST_BOT_HANDLER_INVALID */
export function readActionOptions (call: string, given: unknown): {
  action: ActionSettings, options: OptionsOfHandler
} {
  const { method = 'POST', body, schema = {}, preHandler, config, constraints, ...rest } =
    readHandlerOptions<ActionOptions>(call, actionOptionsSchema, given)
  const refuse = (problem: string) => new FST_BOT_HANDLER_INVALID(call, problem)
  if (body !== undefined && method === 'GET') throw refuse('a GET has no body: leave its schema out')
  const problem = body === undefined ? undefined : findUserSchemaProblem(body)
  if (problem !== undefined) throw refuse(`body ${problem}`)
  for (const [part, partSchema] of Object.entries(schema)) {
    if (!PARTS.includes(part)) throw refuse(`unknown option schema.${part}; valid options: ${PARTS.join(', ')}`)
    const problem = findUserSchemaProblem(partSchema)
    if (problem !== undefined) throw refuse(`schema.${part} ${problem}`)
  }
  return {
    action: {
      method,
      body,
      schema,
      ...(preHandler !== undefined && { preHandler }),
      ...(config !== undefined && { config }),
      ...(constraints !== undefined && { constraints })
    },
    options: toRegistration(call, rest)
  }
}

const PARTS = ['params', 'querystring', 'headers']

/** @throws FST_BOT_HANDLER_INVALID */
export function readHandlerOptions<O extends object> (call: string, schema: OptionsSchema<O>, given: unknown): O {
  return readOptions(schema, given, {
    errors: {
      invalid: (name, hint) => new FST_BOT_HANDLER_INVALID(call, `${name === 'object' ? 'the options' : name} ${hint}`),
      unknown: problem => new FST_BOT_HANDLER_INVALID(call, problem)
    }
  })
}

function toRegistration (
  call: string, { summary, memory, onInvalidMemory, requires, interimReply, deduplicate = true }: SkillOptions
): OptionsOfHandler {
  const refuse = (problem: string) => new FST_BOT_HANDLER_INVALID(call, problem)
  const compiled = memory === undefined ? undefined : compileMemorySchema(memory)
  if (typeof compiled === 'string') throw refuse(`memory ${compiled}`)
  if (onInvalidMemory !== undefined && compiled === undefined) {
    throw refuse('onInvalidMemory needs a memory schema beside it')
  }
  const problem = requires === undefined ? undefined : findRequirementsProblem(requires)
  if (problem !== undefined) throw refuse(`requires${problem}`)
  const twice = Object.keys(requires ?? {}).find(key => isNamed(compiled, key))
  if (twice !== undefined) {
    throw refuse(`requires.${twice} is described by the memory schema too: leave the key out there, or in requires`)
  }

  return {
    ...(summary !== undefined && { summary }),
    ...(compiled !== undefined && { memory: compiled.jsonSchema }),
    ...(requires !== undefined && { requires }),
    interimReply,
    deduplicate,
    memorySchema: compiled === undefined ? undefined : createMemorySchema(compiled, onInvalidMemory)
  }
}

function isNamed (memory: CompiledSchema | undefined, key: string): boolean {
  return Object.hasOwn(memory?.jsonSchema?.properties ?? {}, key)
}
