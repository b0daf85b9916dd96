import { randomUUID } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { parse as parseQuery } from 'node:querystring'
import type { FastifyError } from '@fastify/error'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deferral, DeferringTurn } from '../turn/deferral.ts'
import { dispatchTurn } from '../turn/dispatch-turn.ts'
import { RequestTurn } from '../turn/request-turn.ts'
import type { TurnRoute } from '../turn/turn-handler.ts'
import { parseBody } from './body-parser.ts'
import { createErrorBody } from './error-handler.ts'
import type { BotInternals, RecordedCall, RecordedResult, RunRecordedCall } from './bot-internals.ts'
import { logTurn } from './log.ts'
import type { UserSchema } from '../shared/user-schema/user-schema.ts'
import { validatorCompiler } from './validator.ts'

/** What a recorded call of a route needs. */
export interface RecordedRoute {
  readonly turnRoute: TurnRoute
  readonly bodySchema: UserSchema | undefined
  readonly internals: BotInternals
}

/** The call of a turn, in a form that can be stored. */
export function recordCall ({ route, request, bytes }: DeferringTurn): RecordedCall {
  const { method, originalUrl, params } = request
  return { route, method, url: originalUrl, params, bytes }
}

/** How to run recorded calls of a route. */
export function createRecordedCallRunner (
  scope: FastifyInstance, { turnRoute, bodySchema, internals }: RecordedRoute
): RunRecordedCall {
  const validate = bodySchema === undefined ? undefined : validatorCompiler({ schema: bodySchema, httpPart: 'body' })

  return async (call, handlerTimeout) => {
    const startedAt = performance.now()
    const deferred: Deferral[] = []
    const { deferrals } = internals
    const collecting = deferrals && {
      check: deferrals.check,
      commit: async (_turn: DeferringTurn, list: readonly Deferral[]) => { deferred.push(...list) }
    }
    const request = createRequest(call, scope)
    try {
      const body = call.bytes === undefined ? undefined : parseBody(call.bytes)
      const validation = validate?.(body) ?? true
      if (validation !== true && 'error' in validation) throw validation.error
      const turn = new RequestTurn(Object.assign(request, { body }), {
        route: call.route, bytes: call.bytes, caller: '', deferrals: collecting
      })
      const policy = handlerTimeout === undefined ? turnRoute.policy : { ...turnRoute.policy, handlerTimeout }
      const result = await dispatchTurn(turn, { ...turnRoute, policy, dedupeStore: undefined })
      logTurn(turn, performance.now() - startedAt, result)
      return { ...answerOf(result.body, result.error, request), error: result.error, deferred }
    } catch (error) {
      return { ...answerOf(undefined, error as FastifyError, request), error: error as FastifyError, deferred }
    }
  }
}

function answerOf (
  body: string | undefined, error: FastifyError | undefined, request: FastifyRequest
): Pick<RecordedResult, 'status' | 'body'> {
  if (body !== undefined) return { status: 200, body }
  const errorBody = createErrorBody(error, request)
  return { status: errorBody.statusCode, body: JSON.stringify(errorBody) }
}

/** Stands in for the request of a call that was recorded: it has no connection and no headers. */
function createRequest ({ method, url, params }: RecordedCall, scope: FastifyInstance): FastifyRequest {
  const id = randomUUID()
  const raw = Object.assign(new IncomingMessage(new Socket()), { method, url })
  const [, search = ''] = url.split('?')
  return {
    id,
    method,
    url,
    originalUrl: url,
    params: { ...params },
    query: { ...parseQuery(search) },
    headers: {},
    raw,
    host: '',
    hostname: '',
    log: scope.log.child({ reqId: id }),
    server: scope
  } as unknown as FastifyRequest
}
