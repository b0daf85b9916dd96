import type { FastifyError } from '@fastify/error'
import type { Taken } from '../turn/dispatch-turn.ts'

/** A call that is told from all others, and known again when it comes twice. */
export interface Call {
  readonly key: string
  /** Id of its conversation, which may have to be forgotten. */
  readonly conversation: string | undefined
}

/** What a call was answered: a body with status 200, or an error. */
export type Given = { readonly body: string } | { readonly error: FastifyError }

/** Remembers what calls were answered, so that each is run once. Never throws or rejects. */
export interface Answers {
  /**
   * Claims a call. Nothing when it is the caller's to run, who then ends the claim with `keep` or `release`; else what
   * the call was answered, or a promise of that while it is being run. The claim of a process that died comes to an end.
   */
  claim: (call: Call) => Given | undefined | Promise<Given | undefined>
  /** Keeps the answer of a call for those who wait for it, and for those who come later. */
  keep: (call: Call, body: string) => void | Promise<void>
  /** Tells those who wait of a failure, and forgets the call: whoever comes later may try again. */
  release: (call: Call, error: FastifyError) => void | Promise<void>
}

/** Runs a call, or gives what the same call was answered before. A call that cannot be told from others is run. */
export function once (call: Call | undefined, answers: Answers | undefined, run: () => Taken | Promise<Taken>): Taken | Promise<Taken> {
  if (call === undefined || answers === undefined) return run()
  const given = answers.claim(call)
  return given instanceof Promise ? given.then(given => repeat(given) ?? runIt(call, answers)) : repeat(given) ?? runIt(call, answers)

  function runIt (call: Call, answers: Answers): Taken | Promise<Taken> {
    const taken = run()
    return taken instanceof Promise ? taken.then(taken => settle(taken, call, answers)) : settle(taken, call, answers)
  }
}

function repeat (given: Given | undefined): Taken | undefined {
  return given === undefined ? undefined : { ...given, repeated: true }
}

function settle (taken: Taken, call: Call, answers: Answers): Taken | Promise<Taken> {
  const { body, error } = taken
  const settled = body === undefined ? answers.release(call, error as FastifyError) : answers.keep(call, body)
  return settled instanceof Promise ? settled.then(() => taken) : taken
}
