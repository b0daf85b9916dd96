import { FormatRegistry, Kind, type TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError } from '@sinclair/typebox/compiler'

/** The first thing in a value that a schema does not allow, and where it is. */
export interface Mismatch { path: string, why: string }

/** Finds the first mistake of a value, or nothing. Nothing is coerced, removed or filled in. */
export type SchemaCheck = (value: unknown) => Mismatch | undefined

/** Compiles a schema to what checks values by it. */
export function compileSchemaCheck (schema: TSchema): SchemaCheck {
  const checker = TypeCompiler.Compile(schema)
  return value => {
    if (checker.Check(value)) return undefined
    const { path, schema, message } = innermost(checker.Errors(value).First() as ValueError)
    return { path, why: schema.anyOf === undefined ? uncapitalised(message) : `expected ${oneOf(schema.anyOf)}` }
  }
}

/** Why a schema cannot be used, or nothing. One that would refuse every value is found before it does. */
export function findSchemaProblem (schema: TSchema): string | undefined {
  const format = unknownFormat(schema)
  return format === undefined
    ? undefined
    : `has the format '${format}', which is not in the FormatRegistry of TypeBox: add it there`
}

/** The names of all properties in a schema, at any depth. */
export function collectPropertyNames (schema: TSchema): string[] {
  return [...Object.keys(schema.properties ?? {}), ...partsOf(schema).flatMap(collectPropertyNames)]
}

function unknownFormat (schema: TSchema): string | undefined {
  if (typeof schema.format === 'string' && !FormatRegistry.Has(schema.format)) return schema.format
  return partsOf(schema).map(unknownFormat).find(format => format !== undefined)
}

function partsOf (schema: TSchema): TSchema[] {
  return [...Object.values(schema), ...Object.values(schema.properties ?? {})]
    .flat()
    .filter(part => typeof part === 'object' && part !== null && Kind in part)
}

/** A value that fits no branch of a union is reported where the branch that fits best breaks off. */
function innermost (error: ValueError): ValueError {
  const inner = error.errors
    .map(branch => branch.First())
    .filter(found => found !== undefined && found.path.length > error.path.length)
    .map(found => innermost(found as ValueError))
  return inner.reduce((best, found) => found.path.length > best.path.length ? found : best, error)
}

function oneOf (branches: TSchema[]): string {
  return branches
    .map(({ anyOf, const: literal, type }) => (anyOf === undefined ? (JSON.stringify(literal) ?? type) : oneOf(anyOf)))
    .join(' or ')
}

function uncapitalised (message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
