import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { FST_BOT_HOST_AMBIGUOUS } from '../errors.ts'
import { closeConnection } from './close-connection.ts'

/**
 * Refuses a call that names more than one host, as RFC 9112 (section 3.2) asks: a proxy may have gone by another of
 * them than whatever looks at it next. Node.js keeps the first without a word.
 */
export function rejectMultipleHosts (
  { raw }: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction
): void {
  const { rawHeaders } = raw
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts < 2) return done()
  closeConnection(reply, raw)
  done(new FST_BOT_HOST_AMBIGUOUS())
}
