import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { FastifyReply } from 'fastify'

const NO_ERROR = 0 // RFC 9113, section 8.1: the answer is complete, and the rest of the call is not wanted

/** Has the connection closed after a refusal, of HTTP/2 the stream, so that what else comes on it is not read. */
export function closeConnection (reply: FastifyReply, raw: IncomingMessage): void {
  if (raw.httpVersionMajor === 1) {
    reply.header('connection', 'close') // HTTP/2 knows no such header
  } else {
    const { stream } = raw as unknown as Http2ServerRequest
    stream.once('finish', () => { stream.close(NO_ERROR) }) // that of the response comes when the stream has closed
  }
}
