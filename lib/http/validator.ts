import { FST_BOT_BODY_INVALID, FST_BOT_OPTION_INVALID, FST_BOT_REQUEST_INVALID } from '../errors.ts'
import { shortenPointer } from '../shared/json/json-pointer.ts'
import { compileUserSchema } from '../shared/user-schema/compile-user-schema.ts'

/** What Fastify makes of a part of the request: the error, or the value to go on with. */
type Validate = (value: unknown) => true | { error: Error } | { value: unknown }

/**
 * Fastify's validator compiler for the routes of a bot, whatever the host's own does. In a body nothing is coerced,
 * removed or filled in; parameters, query and headers, which are strings, become what their schema wants. The first
 * mistake is reported with its path.
 */
export function validatorCompiler ({ schema, httpPart = 'body' }: { schema: unknown, httpPart?: string }): Validate {
  const compiled = compileUserSchema(schema)
  if (typeof compiled === 'string') {
    throw new FST_BOT_OPTION_INVALID(`schema.${httpPart} of a route of the bot`, compiled)
  }
  const { check, coerce } = compiled
  if (httpPart === 'body') {
    return value => {
      const mismatch = check(value)
      return mismatch === undefined || { error: new FST_BOT_BODY_INVALID(shortenPointer(mismatch.path), mismatch.why) }
    }
  }
  return given => {
    const { value, mismatch } = coerce(given)
    if (mismatch === undefined) return { value }
    return { error: new FST_BOT_REQUEST_INVALID(httpPart, shortenPointer(mismatch.path), mismatch.why) }
  }
}
