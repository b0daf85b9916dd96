import type { TSchema } from '@sinclair/typebox'
import { ErrorBodySchema } from '../../../schemas/error-body.ts'
import { WebhookResponseSchema } from '../../../schemas/webhook.ts'
import type { Verifier } from '../../auth/verifier.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'
import { placeSchema, placeSecurity, type OpenapiDocument } from './document.ts'
import { requestExamples, responseExamples } from './examples.ts'
import { listHandlers, describeHandlers } from './handlers.ts'

/** What @fastify/swagger hands to a route's own transform. */
interface Transform { url: string, openapiObject?: OpenapiDocument | undefined }

/** Route configuration that @fastify/swagger reads, if the host has registered it. */
export interface Documented {
  swaggerTransform: (route: Transform) => { url: string, schema: Record<string, unknown> }
}

/** An operation that takes a turn. Its handlers are read when the document is made, for they come after the route. */
export interface TurnOperation {
  /** What is unique to it within the app, such as `answerTurn`. */
  id: string
  tag: string
  summary: string
  body: TSchema | undefined
  verifiers: readonly Verifier[]
  handlers: () => readonly RegisteredHandler[]
}

const refusals = {
  400: 'The body is not JSON, not an object, or breaks the schema at the path that is named.',
  401: 'The credentials are missing or wrong.',
  404: 'No handler for this skill, and no fallback.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  500: 'The handler failed; the platform keeps the memory it has.',
  503: 'The handler did not finish in time; the platform keeps the memory it has.'
}

export function turnOperation ({ id, tag, summary, body, verifiers, handlers }: TurnOperation): Documented {
  return {
    swaggerTransform: ({ url, openapiObject }) => {
      const skills = handlers()
      return {
        url,
        schema: {
          operationId: id,
          tags: [tag],
          summary,
          description: describeHandlers(skills),
          'x-bot-handlers': listHandlers(skills, openapiObject),
          ...placeSecurity(verifiers, openapiObject),
          ...(body && {
            body: { allOf: [placeSchema(body, openapiObject)], 'x-examples': requestExamples(body, skills) }
          }),
          response: {
            200: {
              description: 'Replies to the user, and the memory and language to go on with.',
              content: {
                'application/json': {
                  schema: placeSchema(WebhookResponseSchema, openapiObject), examples: responseExamples()
                }
              }
            },
            ...refused(
              openapiObject, verifiers.length > 0 ? [400, 401, 404, 413, 415, 500, 503] : [400, 404, 413, 415, 500, 503]
            )
          }
        }
      }
    }
  }
}

export function errorsOperation ({ id, tag, verifiers }: Pick<TurnOperation, 'id' | 'tag' | 'verifiers'>): Documented {
  return {
    swaggerTransform: ({ url, openapiObject }) => ({
      url,
      schema: {
        operationId: id,
        tags: [tag],
        summary: 'Take a report of trouble',
        description:
          'The platform posts its errors here. Their form is documented nowhere: any body of any type is taken.',
        ...placeSecurity(verifiers, openapiObject),
        consumes: ['*/*'],
        body: { description: 'Anything, or nothing.' },
        response: {
          200: { type: 'null', description: 'The report was taken.' },
          ...(verifiers.length > 0 && refused(openapiObject, [401]))
        }
      }
    })
  }
}

function refused (
  document: OpenapiDocument | undefined, statuses: Array<keyof typeof refusals>
): Record<string, unknown> {
  const content = { 'application/json': { schema: placeSchema(ErrorBodySchema, document) } }
  return Object.fromEntries(statuses.map(status => [status, { description: refusals[status], content }]))
}
