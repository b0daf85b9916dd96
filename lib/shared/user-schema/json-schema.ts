import { createRequire } from 'node:module'
import type { ErrorObject, Options, ValidateFunction } from 'ajv'
import type { Mismatch } from '../schema-check.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import type { JsonSchema } from './user-schema.ts'

interface Compiler { compile: (schema: object) => ValidateFunction }

const require = createRequire(import.meta.url)
const CHECK: Options = { strict: false, logger: false, validateFormats: true }
const COERCE: Options = { ...CHECK, useDefaults: true, coerceTypes: 'array' }

/** Compiles a JSON Schema: of draft 2020-12 when it says so, else of draft 7, as Fastify reads them. */
export function compileJsonSchema (schema: JsonSchema): CompiledSchema | string {
  try {
    const validate = compile(schema, CHECK)
    const fillIn = compile(schema, { ...CHECK, useDefaults: true })
    return {
      check: value => validate(value) ? undefined : toMismatch(validate.errors?.[0] as ErrorObject),
      fill: value => {
        fillIn(value)
        return value
      },
      coerce: compileCoercion(schema),
      names: new Set(jsonSchemaNames(schema)),
      jsonSchema: schema
    }
  } catch (error) {
    return `is not a JSON Schema that can be used: ${(error as Error).message}`
  }
}

/** Compiles what checks strings of a path, a query or headers: they become what the schema wants where they can. */
export function compileCoercion (schema: JsonSchema): CompiledSchema['coerce'] {
  let validate: ValidateFunction | undefined // most schemas are never asked to
  return value => {
    validate ??= compile(schema, COERCE)
    return { value, mismatch: validate(value) ? undefined : toMismatch(validate.errors?.[0] as ErrorObject) }
  }
}

/** Names of all properties of a JSON Schema, at any depth. */
export function jsonSchemaNames (schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties } = schema as JsonSchema
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(jsonSchemaNames)]
}

/** Ajv is loaded for the first schema that needs it. */
function compile ({
  $schema, $async: _async, ...schema
}: JsonSchema & { $schema?: string, $async?: boolean }, options: Options): ValidateFunction {
  const { default: Ajv } = require($schema?.includes('2020-12') ? 'ajv/dist/2020.js' : 'ajv')
  const ajv: Compiler = new Ajv(options)
  require('ajv-formats')(ajv)
  return ajv.compile(schema)
}

function toMismatch ({ instancePath, keyword, params, message = 'does not fit' }: ErrorObject): Mismatch {
  if (keyword === 'enum') {
    return {
      path: instancePath,
      why: `expected ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(' or ')}`
    }
  }
  return { path: instancePath, why: message }
}
