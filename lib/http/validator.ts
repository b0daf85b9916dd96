import { FormatRegistry, KindGuard, type TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError } from '@sinclair/typebox/compiler'
import { FST_BOT_BODY_INVALID, FST_BOT_OPTION_INVALID } from '../errors.ts'
import { shorten } from '../json-pointer.ts'

/**
 * Fastify's validator compiler for the routes of a bot, whatever the host's own does: nothing is coerced, removed or
 * filled in, and the first mistake is reported with its path.
 */
export function validatorCompiler ({ schema, httpPart }: { schema: unknown, httpPart?: string }): (value: unknown) => true | { error: Error } {
  check(schema, `schema.${httpPart}`)
  const checker = TypeCompiler.Compile(schema)
  return value => {
    if (checker.Check(value)) return true
    const { path, schema, message } = innermost(checker.Errors(value).First() as ValueError)
    return { error: new FST_BOT_BODY_INVALID(shorten(path), schema.anyOf === undefined ? uncapitalised(message) : `expected ${oneOf(schema.anyOf)}`) }
  }
}

/** A schema that would refuse every call is refused at boot. */
function check (schema: unknown, name: string): asserts schema is TSchema {
  if (!KindGuard.IsSchema(schema)) throw new FST_BOT_OPTION_INVALID(name, 'of a route of the bot must be a TypeBox schema')
  const format = unknownFormat(schema)
  if (format !== undefined) throw new FST_BOT_OPTION_INVALID(name, `has the format '${format}', which is not in the FormatRegistry of TypeBox: add it there`)
}

function unknownFormat (schema: TSchema): string | undefined {
  if (typeof schema.format === 'string' && !FormatRegistry.Has(schema.format)) return schema.format
  const parts = [...Object.values(schema), ...Object.values(schema.properties ?? {})].flat()
  return parts.filter(part => KindGuard.IsSchema(part)).map(unknownFormat).find(format => format !== undefined)
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
  return branches.map(({ anyOf, const: literal, type }) => anyOf === undefined ? JSON.stringify(literal) ?? type : oneOf(anyOf)).join(' or ')
}

function uncapitalised (message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
