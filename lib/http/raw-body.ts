import type { FastifyInstance, FastifyRequest } from 'fastify'

const RAW = Symbol('raw body')

interface WithRawBody { [RAW]: Buffer | null }

/** Makes room for the bytes of each call. */
export function prepareRawBody (scope: FastifyInstance): void {
  scope.decorateRequest(RAW, null)
}

export function keepRawBody (request: FastifyRequest, bytes: Buffer): void {
  (request as unknown as WithRawBody)[RAW] = bytes
}

/** The bytes of a call as they came; undefined when it had none. */
export function getRawBody (request: FastifyRequest): Buffer | undefined {
  return (request as unknown as WithRawBody)[RAW] ?? undefined
}
