import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifySchemaCompiler } from 'fastify'

/** Checks what comes as it is: nothing is converted, filled in or taken away. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema }) => value => {
  const [first] = Value.Errors(schema, value)
  return first === undefined ? { value } : { error: new Error(`${first.path} ${first.message}`) }
}
