import type { FastifyRequest } from 'fastify'

/** @param hosts names with or without a port; one without is good for any port */
export function isListedHost (headers: FastifyRequest['headers'], hosts: readonly string[]): boolean {
  const host = hostOf(headers)
  return hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, ''))
}

export function hostOf (headers: FastifyRequest['headers']): string {
  return String(headers.host ?? headers[':authority'] ?? '').toLowerCase()
}
