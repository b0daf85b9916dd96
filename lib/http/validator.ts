import type { TSchema } from '@sinclair/typebox'
import { FST_BOT_BODY_INVALID, FST_BOT_OPTION_INVALID } from '../errors.ts'
import { shortenPointer } from '../shared/json/json-pointer.ts'
import { compileSchemaCheck, findSchemaProblem } from '../shared/schema-check.ts'

/**
 * Fastify's validator compiler for the routes of a bot, whatever the host's own does: nothing is coerced, removed or
 * filled in, and the first mistake is reported with its path.
 */
export function validatorCompiler ({ schema, httpPart }: {
  schema: unknown
  httpPart?: string
}): (value: unknown) => true | { error: Error } {
  const problem = findSchemaProblem(schema)
  if (problem !== undefined) throw new FST_BOT_OPTION_INVALID(`schema.${httpPart} of a route of the bot`, problem)
  const check = compileSchemaCheck(schema as TSchema)
  return value => {
    const mismatch = check(value)
    return mismatch === undefined || { error: new FST_BOT_BODY_INVALID(shortenPointer(mismatch.path), mismatch.why) }
  }
}
