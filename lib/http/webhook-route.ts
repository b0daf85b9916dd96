import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { TSchema } from '@sinclair/typebox'
import type { Verifier } from '../auth/verifier.ts'
import { FST_BOT_SKILL_UNKNOWN } from '../errors.ts'
import type { Skill, Unhandled } from '../bot/registered-handler.ts'
import { LiveTurn } from '../turn/request-turn.ts'
import { once } from '../dedupe/dedupe-store.ts'
import { takeTurn, type Taken, type TurnRules } from '../turn/dispatch-turn.ts'
import { callOf } from './dedupe-key.ts'
import { insider } from './insider.ts'
import { logLate, logTurn, logUnknownSkill, logWarnings } from './log.ts'
import { mount } from './register-route-variants.ts'
import { turnOperation, type TurnOperation } from './openapi/operations.ts'
import { rawBodyOf } from './raw-body.ts'
import type { Seams } from './bot-internals.ts'
import { observed } from './diagnostics-channel.ts'
import { verifyCaller } from './authenticate.ts'

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
  resolve: (turn: LiveTurn) => Skill | Unhandled
  rules: Omit<TurnRules, 'onLate'>
  seams: Seams
}

/** A turn's way, in order: verify the caller, parse, validate; the rest is below. */
export function webhookRoute (scope: FastifyInstance, { method, url, body, bodyLimit, verifiers, ...route }: WebhookRoute): void {
  mount(scope, {
    method,
    url,
    onRequest: verifyCaller(verifiers),
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
    const turn = new LiveTurn(request, seams.deferrals)
    const skill = resolve(turn)
    if ('nearest' in skill) {
      const error = new FST_BOT_SKILL_UNKNOWN()
      logUnknownSkill(turn, reply, skill)
      observed(turn, { skill, prefix }, () => ({ error }))
      throw error
    }

    const { handler, shape, holding, scope: { hooks } } = skill
    const inside = insider()
    const taken = observed(turn, { skill, prefix }, () => inside === undefined
      ? once(skill.once && seams.answers !== undefined ? callOf(turn) : undefined, seams.answers, () => takeTurn(turn, { handler, shape, hooks, holding }, rules))
      : takeTurn(turn, { handler, shape, hooks, holding: undefined }, { ...rules, deadline: inside.deadline }))
    if (taken instanceof Promise) taken.then(taken => { send(turn, reply, taken) }).catch(error => { reply.send(error) })
    else send(turn, reply, taken)
  }

  function send (turn: LiveTurn, reply: FastifyReply, taken: Taken): void {
    logTurn(turn, reply, taken)
    if (taken.findings !== undefined || taken.memoryBytes !== undefined) logWarnings(turn, taken, rules.memoryLimit)
    answer(reply, taken)
    if (taken.error !== undefined && !taken.repeated) seams.onFailure?.({ turn, error: taken.error, answer: taken.body, raw: rawBodyOf(turn.request) })
  }
}

function answer (reply: FastifyReply, taken: Taken): void {
  if (taken.body === undefined) reply.send(taken.error)
  else reply.header('content-type', 'application/json; charset=utf-8').send(taken.body)
}
