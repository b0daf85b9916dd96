import { KindGuard, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  collectPropertyNames, compileSchemaCheck, findSchemaProblem, type SchemaCheck
} from '../schema-check.ts'
import { compileCoercion, compileJsonSchema } from './json-schema.ts'
import { compileStandardSchema } from './standard-schema.ts'
import { ACCEPTED_SCHEMAS, type JsonSchema, type StandardSchema } from './user-schema.ts'
import type { CompiledSchema } from './compiled-schema.ts'

/** Keys of which a plain JSON Schema has at least one. */
const KEYWORDS = ['type', 'properties', 'required', 'anyOf', 'oneOf', 'allOf', 'not', 'enum', 'const', '$ref', 'items']

/** By schema: several routes, and several apps of a test, have the same ones. */
const compiledBefore = new WeakMap<object, CompiledSchema>()

/**
 * Compiles a schema of any kind that is accepted.
 *
 * @returns what is wrong, as words that follow the name of the option, when it cannot be used
 */
export function compileUserSchema (schema: unknown): CompiledSchema | string {
  if (KindGuard.IsSchema(schema)) return compiledBefore.get(schema) ?? compileTypeBox(schema)
  if (isStandard(schema)) return compileStandardSchema(schema)
  if (isJsonSchema(schema)) return compileJsonSchema(schema)
  return `must be ${ACCEPTED_SCHEMAS}`
}

/**
 * Compiles the schema of a memory: an object in which other keys are the business of others, and a key with a default
 * may be left out.
 */
export function compileMemorySchema (schema: unknown): CompiledSchema | string {
  if (isStandard(schema)) return keepOtherKeys(compileStandardSchema(schema))
  const compiled = compileUserSchema(schema)
  if (typeof compiled === 'string') return compiled
  const { type = 'object' } = schema as JsonSchema
  if (type !== 'object') return `must describe an object, and its type is ${String(type)}`
  const { check } = compileUserSchema(openSchema(schema as JsonSchema)) as CompiledSchema
  return { ...compiled, check }
}

/** Why a schema cannot be used, or nothing. */
export function findUserSchemaProblem (schema: unknown): string | undefined {
  const compiled = compileUserSchema(schema)
  return typeof compiled === 'string' ? compiled : undefined
}

function compileTypeBox (schema: TSchema): CompiledSchema | string {
  const problem = findSchemaProblem(schema)
  if (problem !== undefined) return problem
  const check = compileTypeBoxCheck(schema)
  if (check === undefined) return compileJsonSchema(schema as JsonSchema)
  const compiled: CompiledSchema = {
    check,
    fill: hasDefaults(schema) ? value => Value.Default(schema, value) : value => value,
    coerce: compileCoercion(schema as JsonSchema),
    names: new Set(collectPropertyNames(schema)),
    jsonSchema: schema as JsonSchema
  }
  compiledBefore.set(schema, compiled)
  return compiled
}

/** Nothing when the schema holds a part that TypeBox does not know, such as `Type.Unsafe` with a plain JSON Schema. */
function compileTypeBoxCheck (schema: TSchema): SchemaCheck | undefined {
  try {
    return compileSchemaCheck(schema)
  } catch {
    return undefined
  }
}

function openSchema (schema: JsonSchema): JsonSchema {
  const { properties = {}, required = [] } = schema
  return {
    ...schema,
    additionalProperties: true,
    required: required.filter(key => (properties[key] as { default?: unknown } | undefined)?.default === undefined)
  }
}

/** A Standard Schema may return only the keys that it knows. */
function keepOtherKeys (compiled: CompiledSchema): CompiledSchema {
  return { ...compiled, fill: value => ({ ...value as object, ...compiled.fill(value) as object }) }
}

/** Whether there is anything to fill in: to look for it in every value takes longer than all other checks of a turn. */
function hasDefaults (schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  return 'default' in schema || Object.values(schema).some(hasDefaults)
}

/** Some libraries make functions that are schemas. */
function isStandard (schema: unknown): schema is StandardSchema {
  const isHolder = (typeof schema === 'object' && schema !== null) || typeof schema === 'function'
  return isHolder && typeof Object((schema as Partial<StandardSchema>)['~standard']).validate === 'function'
}

function isJsonSchema (schema: unknown): schema is JsonSchema {
  return typeof schema === 'object' && schema !== null && KEYWORDS.some(keyword => keyword in schema)
}
