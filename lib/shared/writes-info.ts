import type { FastifyBaseLogger } from 'fastify'

let noop: unknown // what a level that is off is, once it was seen: to ask for the name takes a microsecond

/**
 * Whether a logger writes lines of level info. A level that is off is a function named noop, in pino and in Fastify.
 */
export function writesInfo ({ info }: FastifyBaseLogger): boolean {
  if (info !== noop && info.name === 'noop') noop = info
  return info !== noop
}
