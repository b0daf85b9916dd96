import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler, type ValueError } from '@sinclair/typebox/compiler'
import { FST_BOT_BODY_INVALID } from '../errors.ts'

/**
 * Fastify's validator compiler for the routes of a bot, whatever the host's own does: nothing is coerced, removed or
 * filled in, and the first mistake is reported with its path.
 */
export function validatorCompiler ({ schema }: { schema: unknown }): (value: unknown) => true | { error: Error } {
  const checker = TypeCompiler.Compile(schema as TSchema)
  return value => {
    if (checker.Check(value)) return true
    const { path, schema, message } = innermost(checker.Errors(value).First() as ValueError)
    return { error: new FST_BOT_BODY_INVALID(path, schema.anyOf === undefined ? uncapitalised(message) : `expected ${oneOf(schema.anyOf)}`) }
  }
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
  return branches.map(({ type, const: literal }) => type ?? JSON.stringify(literal)).join(' or ')
}

function uncapitalised (message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
