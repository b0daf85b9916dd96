import { STATUS_CODES } from 'node:http'
import { ErrorBodySchema } from '../../../schemas/error-body.ts'
import {
  FST_BOT_BODY_INVALID, FST_BOT_BODY_TOO_LARGE, FST_BOT_HANDLER_FAILED, FST_BOT_HANDLER_TIMEOUT, FST_BOT_MEDIA_TYPE,
  FST_BOT_SKILL_UNKNOWN, FST_BOT_UNAUTHORIZED
} from '../../errors.ts'
import { addComponent, type OpenapiDocument } from './document.ts'
import { toSchemaObject } from './schema-object.ts'

/** What each status of an error means, and the error that stands for it. */
const ERRORS = {
  400: {
    description: 'The body is not JSON, not an object, or breaks the schema at the path that is named.',
    error: new FST_BOT_BODY_INVALID('/conversation/memory', 'expected an object')
  },
  401: { description: 'The credentials are missing or wrong.', error: new FST_BOT_UNAUTHORIZED() },
  404: { description: 'No handler for this skill, and no fallback.', error: new FST_BOT_SKILL_UNKNOWN() },
  413: { description: 'The body is too large.', error: new FST_BOT_BODY_TOO_LARGE(256 * 1024) },
  415: { description: 'The body is not application/json.', error: new FST_BOT_MEDIA_TYPE() },
  500: {
    description: 'The handler failed; the platform keeps the memory it has.',
    error: new FST_BOT_HANDLER_FAILED({ cause: undefined })
  },
  503: {
    description: 'The handler did not finish in time; the platform keeps the memory it has.',
    error: new FST_BOT_HANDLER_TIMEOUT(8000)
  }
}

export type ErrorStatus = keyof typeof ERRORS

/** What an operation says of its errors: each is described once in the document. */
export function errorResponses (document: OpenapiDocument, statuses: readonly ErrorStatus[]): Record<string, object> {
  return Object.fromEntries(statuses.map(status => [
    status, addComponent(document, 'responses', `BotError${status}`, () => errorResponse(document, status))
  ]))
}

function errorResponse (document: OpenapiDocument, status: ErrorStatus): object {
  const { description, error: { code, message } } = ERRORS[status]
  const example = {
    statusCode: status, code, error: STATUS_CODES[status], ...(status < 500 && { message }), requestId: 'req-1'
  }
  return {
    description, content: { 'application/json': { schema: toSchemaObject(ErrorBodySchema, document), example } }
  }
}
