import type { FastifyRequest } from 'fastify'

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]']
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/** @param hosts names with or without a port; one without is good for any port */
export function isListedHost (headers: FastifyRequest['headers'], hosts: readonly string[]): boolean {
  const host = hostOf(headers)
  return hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, ''))
}

export function hostOf (headers: FastifyRequest['headers']): string {
  return String(headers.host ?? headers[':authority'] ?? '').toLowerCase()
}

/**
 * Whether a Host header names this machine as only this machine does: another site may have a name that leads here.
 *
 * @param port that was called; undefined when there is none
 */
export function isLocalHost (host: string, port: number | undefined): boolean {
  const [, name = '', given] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) as RegExpExecArray
  // without a port it is that of the protocol
  return LOCAL_HOSTS.includes(name) && (port === undefined || given === undefined || Number(given) === port)
}

/**
 * Whether a call comes from this machine, to a name of it, and no proxy says that it passed it on. A proxy that does
 * not say so looks the same, so this is a second lock, never the only one.
 */
export function isLocalCall ({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): boolean {
  return LOOPBACK.test(String(socket.remoteAddress)) && isLocalHost(hostOf(headers), socket.localPort) &&
    FORWARDED.every(name => headers[name] === undefined)
}
