import type { FastifyRequest } from 'fastify'
import { hostOf } from './host.ts'
import { isLocalHost } from './local-host.ts'

const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/**
 * Whether a call comes from this machine, to a name of it, and no proxy says that it passed it on. A proxy that does
 * not say so looks the same, so this is a second lock, never the only one.
 */
export function isLocalCall ({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): boolean {
  return LOOPBACK.test(String(socket.remoteAddress)) && isLocalHost(hostOf(headers), socket.localPort) &&
    FORWARDED.every(name => headers[name] === undefined)
}
