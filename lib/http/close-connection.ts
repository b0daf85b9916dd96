import type { IncomingMessage } from 'node:http'
import type { FastifyReply } from 'fastify'

/** Has the connection closed after a refusal, so that what else comes on it is not read. */
export function closeConnection (reply: FastifyReply, { httpVersionMajor }: IncomingMessage): void {
  if (httpVersionMajor === 1) reply.header('connection', 'close') // HTTP/2 knows no such header
}
