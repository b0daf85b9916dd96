import type { JsonSchema } from '../../shared/user-schema/user-schema.ts'
import type { OpenapiDocument } from './document.ts'
import { pathParameters } from './path-template.ts'
import { toSchemaObject } from './schema-object.ts'

/** Schemas of the parameters of a route, as far as they can be written as JSON Schema. */
export type ParameterSchemas = Partial<Record<'params' | 'querystring' | 'headers', JsonSchema | undefined>>

interface Parameter { name: string, in: 'path' | 'query' | 'header', required: boolean, schema: unknown }

/** What an operation says of its parameters. */
export function routeParameters (
  template: string, { params, querystring, headers }: ParameterSchemas, document: OpenapiDocument
): { parameters?: Parameter[] } {
  const toParameter = (
    place: Parameter['in'], schema: JsonSchema | undefined, name: string, required: boolean
  ): Parameter => {
    const { description, ...rest } = Object(schema?.properties?.[name] ?? { type: 'string' }) as JsonSchema
    return { name, in: place, required, ...(description && { description }), schema: toSchemaObject(rest, document) }
  }
  const named = (place: Parameter['in'], schema: JsonSchema | undefined): Parameter[] =>
    Object.keys(schema?.properties ?? {})
      .map(name => toParameter(place, schema, name, schema?.required?.includes(name) ?? false))

  const parameters = [
    ...pathParameters(template).map(name => toParameter('path', params, name, true)),
    ...named('query', querystring),
    ...named('header', headers)
  ]
  return parameters.length === 0 ? {} : { parameters }
}
