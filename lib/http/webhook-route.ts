import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import type { Verifier } from '../auth/verifier.ts'
import { FST_BOT_SKILL_UNKNOWN } from '../errors.ts'
import type { RegisteredHandler, Unhandled } from '../bot/registered-handler.ts'
import { RequestTurn } from '../turn/request-turn.ts'
import { deduplicate } from '../dedupe/dedupe-store.ts'
import { runTurn, type TurnResult, type TurnPolicy } from '../turn/dispatch-turn.ts'
import { createDedupeKey } from './dedupe-key.ts'
import { insider } from './insider.ts'
import { logLate, logTurn, logUnknownSkill, logWarnings } from './log.ts'
import { registerRouteVariants } from './register-route-variants.ts'
import { turnOperation, type TurnOperation } from './openapi/operations.ts'
import { getRawBody } from './raw-body.ts'
import type { BotInternals } from './bot-internals.ts'
import { traceTurn } from './diagnostics-channel.ts'
import { authenticate } from './authenticate.ts'

/** An address at which the platform calls for a turn. */
export interface WebhookRoute extends Answering, Omit<TurnOperation, 'body'> {
  method: string
  url: string
  /** What a body must look like; `documented` when the page shows another form of it. */
  body: { schema: TSchema, documented?: TSchema } | undefined
  bodyLimit: number
  verifiers: readonly Verifier[]
}

/** What it takes to answer a turn. */
export interface Answering {
  /** Finds the handler of a turn. */
  resolve: (turn: RequestTurn) => RegisteredHandler | Unhandled
  rules: Omit<TurnPolicy, 'onLate'>
  seams: BotInternals
}

/** A turn's way, in order: verify the caller, parse, validate; the rest is below. */
export function webhookRoute (
  scope: FastifyInstance, { method, url, body, bodyLimit, verifiers, ...route }: WebhookRoute
): void {
  registerRouteVariants(scope, {
    method,
    url,
    onRequest: authenticate(verifiers),
    bodyLimit,
    schema: body === undefined ? {} : { body: body.schema },
    config: turnOperation({ ...route, verifiers, body: body?.documented ?? body?.schema }),
    handler: answerTurn({ ...route, prefix: scope.prefix })
  })
}

/** Resolve the handler, run it within the deadline unless the same call was answered before, lint its replies, respond. */
function answerTurn ({ resolve, seams, prefix, ...answering }: Answering & { prefix: string }): RouteHandlerMethod {
  const rules = { ...answering.rules, onLate: logLate }

  return function answerTurn (request: FastifyRequest, reply: FastifyReply): void {
    const turn = new RequestTurn(request, seams.deferrals)
    const skill = resolve(turn)
    if ('nearest' in skill) {
      const error = new FST_BOT_SKILL_UNKNOWN()
      logUnknownSkill(turn, reply, skill)
      traceTurn(turn, { skill, prefix }, () => ({ error }))
      throw error
    }

    const { handler, memorySchema, interimReply, scope: { hooks } } = skill
    const inside = insider()
    const taken = traceTurn(turn, { skill, prefix }, () =>
      inside === undefined
        ? deduplicate(
          skill.deduplicate && seams.dedupeStore !== undefined ? createDedupeKey(turn) : undefined,
          seams.dedupeStore,
          () => runTurn(turn, { handler, memorySchema, hooks, interimReply }, rules)
        )
        : runTurn(
          turn, { handler, memorySchema, hooks, interimReply: undefined }, { ...rules, handlerTimeout: inside.deadline }
        )
    )
    if (taken instanceof Promise) {
      taken
        .then(taken => {
          send(turn, reply, taken)
        })
        .catch(error => {
          reply.send(error)
        })
    } else send(turn, reply, taken)
  }

  function send (turn: RequestTurn, reply: FastifyReply, taken: TurnResult): void {
    logTurn(turn, reply, taken)
    if (taken.findings !== undefined || taken.memoryBytes !== undefined) logWarnings(turn, taken, rules.memoryLimit)
    answer(reply, taken)
    if (taken.error !== undefined && !taken.repeated) {
      seams.onFailure?.({ turn, error: taken.error, answer: taken.body, raw: getRawBody(turn.request) })
    }
  }
}

function answer (reply: FastifyReply, taken: TurnResult): void {
  if (taken.body === undefined) reply.send(taken.error)
  else reply.header('content-type', 'application/json; charset=utf-8').send(taken.body)
}
