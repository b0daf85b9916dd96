import type { FastifyRequest } from 'fastify'
import { isLocalHost } from './local-host.ts'

export type RequestedHost = Pick<FastifyRequest, 'headers'> & { socket: { localPort?: number | undefined } }

/**
 * Whether a page is asked for by a name of its own: another site may have a name that leads to this machine.
 *
 * @param hosts further names, with or without a port
 */
export function isOwnHost ({ headers, socket }: RequestedHost, hosts: readonly string[]): boolean {
  const host = hostOf(headers)
  return hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, '')) || isLocalHost(host, socket.localPort)
}

export function hostOf (headers: RequestedHost['headers']): string {
  return String(headers.host ?? headers[':authority'] ?? '').toLowerCase()
}
