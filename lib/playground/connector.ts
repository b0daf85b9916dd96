import type { FastifyInstance } from 'fastify'
import { answer, MAX_PUSH_BYTES, receivePush, type Receiver } from '../platform/push/accept-push.ts'
import type { TokenCheck } from '../platform/push/token.ts'

interface Push { Params: { conversation: string }, Body: string | undefined }

/** Stands in for the platform's Bot Connector: takes what bots push to the conversations of the page. */
export function connectorRoute (
  scope: FastifyInstance, isToken: TokenCheck, find: (id: string) => Receiver | undefined
): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    '*', { parseAs: 'string', bodyLimit: MAX_PUSH_BYTES }, async (_request: unknown, body: string) => body
  )
  scope.setErrorHandler<{ statusCode?: number; message: string }>(({ statusCode = 500, message }, _request, reply) =>
    reply.code(statusCode).send(answer(statusCode, message).body)
  )

  scope.post<Push>(
    '/connect/v1/conversations/:conversation/messages',
    { schema: { hide: true } },
    async ({ params, headers: { authorization }, body = '' }, reply) => {
      const { status, body: answered } = receivePush({ ...params, authorization, body }, isToken, find)
      return reply.code(status).send(answered)
    }
  )
}
