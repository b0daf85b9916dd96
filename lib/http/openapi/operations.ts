import type { FastifyBaseLogger } from 'fastify'
import { WebhookRequestSchema, WebhookResponseSchema } from '../../../schemas/webhook.ts'
import type { Verifier } from '../../auth/verifier.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'
import type { JsonSchema } from '../../shared/user-schema/user-schema.ts'
import { addComponent, addOperation, addSecurity, type OpenapiDocument } from './document.ts'
import { errorResponses } from './errors.ts'
import { answerExamples, callExamples, customExamples } from './examples.ts'
import { describeHandlers, listHandlers } from './handlers.ts'
import { routeParameters, type ParameterSchemas } from './parameters.ts'
import { toPathTemplate } from './path-template.ts'
import { toSchemaObject } from './schema-object.ts'

/** What @fastify/swagger hands to a route's own transform. */
interface Transform { url: string, openapiObject?: OpenapiDocument, swaggerObject?: object }

/** Route configuration that @fastify/swagger reads, if the host has registered it. */
export interface Documented {
  swaggerTransform: (route: { url: string }) => { url: string, schema: { hide: true } }
}

interface Operation {
  /** Unique within the app, such as `answerTurn`. */
  id: string
  tag: string
  verifiers: readonly Verifier[]
  log: FastifyBaseLogger
}

/** An operation that takes a turn. Its handlers are read when the document is made, for they come after the route. */
export interface TurnOperation extends Operation {
  method: string
  summary: string
  /** `call` is the platform's own body; a custom one may have no JSON Schema. */
  body: 'none' | 'call' | { jsonSchema: JsonSchema | undefined }
  parameters: ParameterSchemas
  handlers: () => readonly RegisteredHandler[]
}

const ERROR_STATUSES = [400, 404, 413, 415, 500, 503] as const

/** Documents a route that takes turns. */
export function documentTurn (operation: TurnOperation): Documented {
  const { id, tag, method, summary, body, verifiers, handlers, parameters, log } = operation
  return documentRoute(log, method, (document, url) => {
    const skills = handlers()
    return {
      tags: [tag],
      operationId: id,
      summary,
      description: describeHandlers(skills),
      'x-bot-handlers': listHandlers(skills, document),
      security: addSecurity(document, verifiers),
      ...routeParameters(url, parameters, document),
      ...(body !== 'none' &&
        { requestBody: { required: true, content: { 'application/json': requestBody(document, body, skills) } } }),
      responses: {
        200: addComponent(document, 'responses', 'BotAnswer', () => answerResponse(document)),
        ...errorResponses(document, verifiers.length > 0 ? [401, ...ERROR_STATUSES] : ERROR_STATUSES)
      }
    }
  })
}

/** Documents the errors route. */
export function documentErrors ({ id, tag, verifiers, log }: Operation): Documented {
  return documentRoute(log, 'POST', document => ({
    tags: [tag],
    operationId: id,
    summary: 'Take a report of trouble',
    description: 'The platform posts its errors here. Their form is documented nowhere: any body of any type is taken.',
    security: addSecurity(document, verifiers),
    requestBody: { description: 'Anything, or nothing.', required: false, content: { '*/*': { schema: {} } } },
    responses: {
      200: { description: 'The report was taken.' },
      ...(verifiers.length > 0 && errorResponses(document, [401]))
    }
  }))
}

/**
 * Writes an operation into the document itself, and hides the route from @fastify/swagger: it would say that every body
 * is required, and repeat what is the same for all routes.
 */
function documentRoute (
  log: FastifyBaseLogger, method: string, operation: (document: OpenapiDocument, template: string) => { tags: string[] }
): Documented {
  return {
    swaggerTransform: route => {
      const { url, openapiObject, swaggerObject } = route as Transform
      const template = toPathTemplate(url)
      if (openapiObject !== undefined) addOperation(openapiObject, template, method, operation(openapiObject, template))
      else if (swaggerObject !== undefined) warnOfSwagger2(log, swaggerObject)
      return { url, schema: { hide: true } }
    }
  }
}

const warned = new WeakSet<object>() // documents

function warnOfSwagger2 (log: FastifyBaseLogger, document: object): void {
  if (warned.has(document)) return
  warned.add(document)
  log.warn(
    'bot webhook: routes left out of the Swagger 2.0 document, which cannot describe them; use OpenAPI 3.0 or 3.1'
  )
}

function requestBody (
  document: OpenapiDocument, body: Exclude<TurnOperation['body'], 'none'>, skills: readonly RegisteredHandler[]
): object {
  if (body === 'call') {
    return { schema: toSchemaObject(WebhookRequestSchema, document), examples: callExamples(document, skills) }
  }
  const { jsonSchema = {} } = body
  const examples = customExamples(jsonSchema)
  return { schema: toSchemaObject(jsonSchema, document), ...(examples && { examples }) }
}

function answerResponse (document: OpenapiDocument): object {
  const schema = toSchemaObject(WebhookResponseSchema, document)
  return {
    description: 'Replies to the user, and the memory and language to go on with.',
    content: { 'application/json': { schema, examples: answerExamples() } }
  }
}
