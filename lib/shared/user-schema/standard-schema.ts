import { appendPointerStep } from '../json/json-pointer.ts'
import type { Mismatch } from '../schema-check.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { jsonSchemaNames } from './json-schema.ts'
import type { JsonSchema, StandardResult, StandardSchema } from './user-schema.ts'

/** Compiles a schema that follows the Standard Schema interface. It must validate without waiting for anything. */
export function compileStandardSchema (schema: StandardSchema): CompiledSchema {
  const { validate } = schema['~standard']
  const jsonSchema = toJsonSchema(schema)
  const run = (value: unknown): StandardResult<unknown> => {
    const result = validate(value)
    return result instanceof Promise
      ? { issues: [{ message: 'its validation is asynchronous, which is not supported' }] }
      : result
  }
  return {
    check: value => firstMismatch(run(value)),
    fill: value => {
      const result = run(value)
      return result.issues === undefined ? result.value : value
    },
    coerce: value => {
      const result = run(value)
      return { value: result.issues === undefined ? result.value : value, mismatch: firstMismatch(result) }
    },
    names: new Set(jsonSchema === undefined ? [] : jsonSchemaNames(jsonSchema)),
    jsonSchema
  }
}

function firstMismatch ({ issues }: StandardResult<unknown>): Mismatch | undefined {
  if (issues === undefined) return undefined
  const [{ message = 'does not fit the schema', path = [] } = {}] = issues
  const steps = path.map(step => appendPointerStep(String(typeof step === 'object' ? step.key : step)))
  return { path: steps.join(''), why: message.charAt(0).toLowerCase() + message.slice(1) }
}

/** Not every library can write JSON Schema, and not every schema can be written so. */
function toJsonSchema (schema: StandardSchema): JsonSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}
