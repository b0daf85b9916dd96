import { Type, type Static } from '@sinclair/typebox'
import { field, named, source } from './field.ts'

const { plugin } = source

/** Schema of the body of an error answer. */
export const ErrorBodySchema = Type.Object(
  {
    statusCode: Type.Integer({ ...field('HTTP status.', 404, plugin) }),
    code: Type.String(field('What happened: one of the FST_BOT_ codes.', 'FST_BOT_SKILL_UNKNOWN', plugin)),
    error: Type.String(field('Name of the HTTP status.', 'Not Found', plugin)),
    message: Type.Optional(
      Type.String(
        field(
          'What to change. Never present in a 5xx: its cause is in the log, under the request id.',
          'body/conversation/memory: expected an object',
          plugin
        )
      )
    ),
    requestId: Type.String(field('Finds the request in the log.', 'req-1', plugin))
  },
  { ...named('BotError'), additionalProperties: false, description: 'Every answer that is not 200.', $comment: plugin }
)

/** The body of an error answer. */
export type ErrorBody = Static<typeof ErrorBodySchema>
