import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { Verification, Verifier } from '../auth/verifier.ts'
import { FST_BOT_UNAUTHORIZED } from '../errors.ts'
import { closeConnection } from './close-connection.ts'
import { setCaller } from './request-state.ts'

/**
 * Refuses callers before their body is read, and closes the connection: otherwise the server would read an upload of
 * any size to its end. The answer is the same whatever was wrong, and every verifier is asked every time. No call waits
 * unless a verifier does. Without verifiers the route is open.
 */
export function authenticate (verifiers: readonly Verifier[]): onRequestHookHandler[] {
  if (verifiers.length === 0) return []
  const challenges = [...new Set(verifiers.map(({ challenge }) => challenge))]

  return [(request, reply, done) => {
    let caller: string | undefined
    let pending: Array<Promise<string | undefined>> | undefined
    for (const [index, verifier] of verifiers.entries()) {
      const verification = verifier.verify(request.headers)
      if (verification instanceof Promise) (pending ??= []).push(verification.then(later => callerOf(index, later)))
      else caller ??= callerOf(index, verification)
    }
    if (pending === undefined) return decide(caller, request, reply, done)
    Promise.all(pending).then(callers => {
      decide(caller ?? callers.find(found => found !== undefined), request, reply, done)
    }).catch(done)
  }]

  function decide (
    caller: string | undefined, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction
  ): void {
    if (caller !== undefined) {
      setCaller(request, caller)
      return done()
    }
    reply.header('www-authenticate', challenges)
    closeConnection(reply, request.raw)
    done(new FST_BOT_UNAUTHORIZED())
  }
}

/** Who calls, when the verifier of this index says yes. */
function callerOf (index: number, verification: Verification): string | undefined {
  if (verification === true) return `${index}`
  const { caller } = Object(verification) as { caller?: unknown }
  return typeof caller === 'string' && caller !== '' ? `${index} ${caller}` : undefined
}
