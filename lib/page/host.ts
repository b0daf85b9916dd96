import type { FastifyRequest } from 'fastify'

export type Asked = Pick<FastifyRequest, 'headers'> & { socket: { localPort?: number | undefined } }

const local = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a page is asked for by a name of its own: another site may have a name that leads to this machine.
 *
 * @param hosts further names, with or without a port
 */
export function isOwnHost ({ headers, socket }: Asked, hosts: readonly string[]): boolean {
  const host = hostOf(headers)
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(host) as RegExpExecArray
  if (hosts.includes(host) || hosts.includes(name)) return true
  const here = socket.localPort === undefined || port === undefined || Number(port) === socket.localPort // without a port it is that of the protocol
  return local.includes(name) && here
}

export function hostOf (headers: Asked['headers']): string {
  return String(headers.host ?? headers[':authority'] ?? '').toLowerCase()
}
