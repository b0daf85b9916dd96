import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler } from 'fastify'
import type { Verifier } from '../auth/verifier.ts'
import { FST_BOT_UNAUTHORIZED } from '../errors.ts'
import { closeConnection } from './close-connection.ts'
import { insider } from './insider.ts'

/**
 * Refuses callers before their body is read, and closes the connection: otherwise the server would read an upload of
 * any size to its end. The answer is the same whatever was wrong, and every verifier is asked every time. None of it
 * waits unless a verifier does. Without verifiers the route is open.
 */
export function authenticate (verifiers: readonly Verifier[]): onRequestHookHandler[] {
  if (verifiers.length === 0) return []
  const challenges = [...new Set(verifiers.map(({ challenge }) => challenge))]

  return [({ headers, raw }, reply, done) => {
    let known = false
    let pending: Array<Promise<unknown>> | undefined
    for (const verifier of verifiers) {
      const answer = verifier.verify(headers)
      known = answer === true || known
      if (answer instanceof Promise) (pending ??= []).push(answer)
    }
    if (pending === undefined) decide(known, raw, reply, done)
    else Promise.all(pending).then(answers => { decide(known || answers.includes(true), raw, reply, done) }, done)
  }]

  function decide (
    known: boolean, raw: FastifyRequest['raw'], reply: FastifyReply, done: HookHandlerDoneFunction
  ): void {
    if (known || insider() !== undefined) return done()
    reply.header('www-authenticate', challenges)
    closeConnection(reply, raw)
    done(new FST_BOT_UNAUTHORIZED())
  }
}
