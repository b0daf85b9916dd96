import type { TSchema } from '@sinclair/typebox'
import type { Verifier } from '../../auth/verifier.ts'

/** The part of an OpenAPI document that is written to while @fastify/swagger makes it. */
export interface OpenapiDocument {
  openapi?: string
  components?: {
    schemas?: Record<string, object>
    securitySchemes?: Record<string, object>
  }
}

/**
 * Puts a schema into a document: every schema with an `$id` becomes a component of that name, and is referred to.
 * Documents older than OpenAPI 3.1 are left to @fastify/swagger, which rewrites what it finds in place.
 */
export function placeSchema (schema: TSchema, document: OpenapiDocument | undefined): Record<string, unknown> {
  const schemas = document?.openapi?.startsWith('3.1') === true ? document.components?.schemas : undefined
  return place(schema, schemas)
}

function place (schema: object, schemas: Record<string, object> | undefined): Record<string, unknown> {
  const { $id, ...rest } = schema as { $id?: string }
  const placed = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === 'examples' ? value : placeWithin(value, schemas)])
  )
  if ($id === undefined || schemas === undefined) return placed
  schemas[$id] ??= placed
  return { $ref: `#/components/schemas/${$id}` }
}

function placeWithin (value: unknown, schemas: Record<string, object> | undefined): unknown {
  if (Array.isArray(value)) return value.map(each => placeWithin(each, schemas))
  return typeof value === 'object' && value !== null ? place(value, schemas) : value
}

/**
 * What a route says of its security: the schemes of its verifiers by name, each of which is put into the document.
 * Nothing in a Swagger 2.0 document, whose schemes must be known before its routes.
 */
export function placeSecurity (
  verifiers: readonly Verifier[], document: OpenapiDocument | undefined
): { security?: Array<Record<string, string[]>> } {
  if (document?.components === undefined) return {}
  for (const {
    scheme: [name, definition]
  } of verifiers) {
    document.components.securitySchemes = { ...document.components.securitySchemes, [name]: definition }
  }
  return { security: verifiers.map(({ scheme: [name], scopes = [] }) => ({ [name]: [...scopes] })) }
}
