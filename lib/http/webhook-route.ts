import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { ErrorBodySchema } from '../../schemas/error-body.ts'
import { WebhookResponseSchema } from '../../schemas/webhook.ts'
import type { Verifier } from '../auth/verifier.ts'
import { dispatchTurn } from '../turn/dispatch-turn.ts'
import { RequestTurn } from '../turn/request-turn.ts'
import { compileUserSchema } from '../shared/user-schema/compile-user-schema.ts'
import type { CompiledSchema } from '../shared/user-schema/compiled-schema.ts'
import type { JsonSchema, UserSchema } from '../shared/user-schema/user-schema.ts'
import type { TurnPolicy, TurnResult, TurnRoute } from '../turn/turn-handler.ts'
import { authenticate } from './authenticate.ts'
import type { BotInternals } from './bot-internals.ts'
import { addFailureDetails } from './failure-details.ts'
import { logLate, logStoreFailure, logTurn, logWarnings } from './log.ts'
import { documentTurn, type TurnOperation } from './openapi/operations.ts'
import { createRecordedCallRunner } from './recorded-call.ts'
import { registerRouteVariants } from './register-route-variants.ts'
import { getBytes, getCaller } from './request-state.ts'

const FASTIFY_GRACE_MS = 5000 // for the error reply and the store

/** An address at which the platform calls for a turn. */
export interface WebhookRoute extends Omit<TurnOperation, 'body' | 'parameters' | 'log'> {
  url: string
  /** What a body must look like; `isCustom` when it is not the platform's own. */
  body: { schema: UserSchema, isCustom: boolean } | undefined
  /** Schemas of path parameters, query and headers. */
  parts?: Partial<Record<'params' | 'querystring' | 'headers', UserSchema>>
  /** What Fastify takes for the route as it is. */
  routeOptions?: Pick<RouteOptions, 'preHandler' | 'config' | 'constraints'>
  bodyLimit: number
  verifiers: readonly Verifier[]
  /** Finds the handler of a turn. */
  resolve: TurnRoute['resolve']
  policy: Omit<TurnPolicy, 'onLate' | 'onStoreFailure'>
  internals: BotInternals
}

const RESPONSES = { 200: WebhookResponseSchema, '4xx': ErrorBodySchema, '5xx': ErrorBodySchema }

/**
 * Adds a route at which turns are answered. Fastify authenticates, parses and validates; `dispatchTurn` does the rest.
 */
export function webhookRoute (
  scope: FastifyInstance,
  {
    method,
    url,
    body,
    bodyLimit,
    verifiers,
    resolve,
    policy: replyPolicy,
    internals,
    parts = {},
    routeOptions = {},
    ...operation
  }: WebhookRoute
): void {
  const route = `${method} ${url}`
  const policy: TurnPolicy = { ...replyPolicy, onLate: logLate, onStoreFailure: logStoreFailure }
  const turnRoute: TurnRoute = {
    prefix: scope.prefix,
    policy,
    resolve,
    get dedupeStore () { return internals.dedupeStore } // durable may set another
  }

  registerRouteVariants(scope, {
    method,
    url,
    onRequest: authenticate(verifiers),
    bodyLimit,
    ...outlast(scope, policy.handlerTimeout),
    ...routeOptions,
    schema: { ...parts, ...(body && { body: body.schema }), response: RESPONSES },
    config: {
      ...routeOptions.config,
      ...documentTurn({
        ...operation,
        method,
        verifiers,
        log: scope.log,
        body: body === undefined ? 'none' : body.isCustom ? { jsonSchema: toJsonSchema(body.schema) } : 'call',
        parameters: Object.fromEntries(Object.entries(parts).map(([part, schema]) => [part, toJsonSchema(schema)]))
      })
    },
    handler: answer
  })
  internals.recordedCalls.set(route,
    createRecordedCallRunner(scope, { turnRoute, bodySchema: body?.schema, internals }))

  function answer (request: FastifyRequest, reply: FastifyReply): void | Promise<FastifyReply> {
    const { deferrals } = internals
    const turn = new RequestTurn(request, { route, bytes: getBytes(request), caller: getCaller(request), deferrals })
    const result = dispatchTurn(turn, turnRoute)
    if (result instanceof Promise) return sendLater(turn, result, request, reply)
    send(turn, result, request, reply)
  }

  async function sendLater (
    turn: RequestTurn, running: Promise<TurnResult>, request: FastifyRequest, reply: FastifyReply
  ): Promise<FastifyReply> {
    send(turn, await running, request, reply)
    return reply
  }

  function send (turn: RequestTurn, result: TurnResult, request: FastifyRequest, reply: FastifyReply): void {
    const { error, body, repeated, findings, memoryBytes } = result
    logTurn(turn, reply.elapsedTime, result)
    if (findings !== undefined || memoryBytes !== undefined) logWarnings(turn, result, policy.memoryLimit)
    if (error !== undefined && repeated !== true) {
      addFailureDetails(request, reply, {
        findHandler: () => resolve(turn), error, nearest: result.nearest, errorReply: body !== undefined
      })
    }
    if (body === undefined) reply.send(error)
    else reply.header('content-type', 'application/json; charset=utf-8').send(body)
    if (error !== undefined && repeated !== true && result.nearest === undefined &&
      error.code !== 'FST_BOT_CALLER_GONE') {
      internals.onFailure?.({ turn, error, answer: body })
    }
  }
}

/**
 * Where the app has a handlerTimeout for all routes, those of the bot go by its own: that answers and writes the log.
 */
function outlast ({ initialConfig }: FastifyInstance, handlerTimeout: number): { handlerTimeout?: number } {
  const { handlerTimeout: ofApp = 0 } = initialConfig as { handlerTimeout?: number }
  return ofApp === 0 ? {} : { handlerTimeout: Math.max(ofApp, handlerTimeout + FASTIFY_GRACE_MS) }
}

function toJsonSchema (schema: UserSchema): JsonSchema | undefined {
  const compiled = compileUserSchema(schema) as CompiledSchema // or why it is no schema, which the validator says
  return compiled.jsonSchema
}
