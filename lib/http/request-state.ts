import type { FastifyInstance, FastifyRequest } from 'fastify'

const BYTES = Symbol('bytes of the body')
const CALLER = Symbol('caller')

interface WithState { [BYTES]: Buffer | null, [CALLER]: string }

/** Makes room for what hooks and parser note of each call. */
export function prepareRequestState (scope: FastifyInstance): void {
  scope.decorateRequest(BYTES, null)
  scope.decorateRequest(CALLER, '')
}

/** Notes the bytes of a call as they came. */
export function setBytes (request: FastifyRequest, bytes: Buffer): void {
  (request as unknown as WithState)[BYTES] = bytes
}

/** The bytes of a call as they came; undefined when it had none. */
export function getBytes (request: FastifyRequest): Buffer | undefined {
  return (request as unknown as WithState)[BYTES] ?? undefined
}

/** Notes who calls: which verifier let the caller in, and under which secret or subject. */
export function setCaller (request: FastifyRequest, caller: string): void {
  (request as unknown as WithState)[CALLER] = caller
}

/** Who calls; empty without auth. */
export function getCaller (request: FastifyRequest): string {
  return (request as unknown as WithState)[CALLER]
}
