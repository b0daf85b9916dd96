import assert from 'node:assert/strict'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import type { Handler, HandlerResult } from '../../lib/index.ts'
import { ErrorBodySchema } from '../../schemas/index.ts'
import { build, post } from '../support/app.ts'
import { expectedOf, LANGUAGE, MEMORY_LIMIT } from './memory-model.ts'
import { plans, take, type Plan } from './memory-plan.ts'
import type { Closing, Runs } from './runs.ts'

const DEADLINE = 5 // milliseconds: only a handler that never ends waits for it

/**
 * Whatever a handler does, the platform's memory is replaced by what the handler meant, or not at all. Throws when an
 * answer is not what the model of that says.
 */
export async function memoryIsKept (closing: Closing, { seed, runs }: Runs): Promise<void> {
  let plan: Plan
  const app = await build(closing, { handlerTimeout: DEADLINE, memoryLimit: MEMORY_LIMIT }, ({ bot }) => {
    bot.skill('plain', turn => follow(plan, turn))
    bot.skill('typed', {
      memory: Type.Object({ count: Type.Optional(Type.Number()), seen: Type.Number({ default: 0 }) })
    }, turn => follow(plan, turn))
    bot.setErrorReply((_error, turn) => {
      if (plan.errorReplyWrites) turn.memory = { written: 'by the error reply' }
      return errorReplyOf(plan)
    })
  })

  await fc.assert(fc.asyncProperty(plans, async drawn => {
    plan = drawn
    const conversation = {
      id: 'c1',
      language: LANGUAGE,
      skill: plan.typed ? 'typed' : 'plain',
      ...(plan.came !== undefined && { memory: plan.came })
    }
    judge(plan, await post(app, { conversation }))
  }), { seed, numRuns: runs })
}

const follow = (plan: Plan, turn: Parameters<Handler>[0]): HandlerResult | Promise<HandlerResult> =>
  plan.promised ? Promise.resolve().then(() => act(plan, turn)) : act(plan, turn)

function act ({ steps, ending }: Plan, turn: Parameters<Handler>[0]): HandlerResult | Promise<HandlerResult> {
  for (const step of steps) take(step, turn)
  switch (ending.how) {
    case 'throws': throw ending.reason
    case 'hangs': return new Promise(() => {})
    default: return ending.outcome
  }
}

function errorReplyOf ({ errorReply, promised }: Plan): HandlerResult | Promise<HandlerResult> {
  if (errorReply.how === 'says nothing') return undefined
  const outcome = errorReply.how === 'says' ? errorReply.outcome : errorReply.with
  if (outcome instanceof Error) throw outcome
  return promised ? Promise.resolve(outcome as HandlerResult) : outcome as HandlerResult
}

function judge (plan: Plan, { statusCode, body: json }: LightMyRequestResponse): void {
  const expected = expectedOf(plan)
  const body = JSON.parse(json)
  if ('conversation' in expected) {
    assert.equal(statusCode, 200, json)
    const { replies, conversation = {}, ...more } = body
    assert.ok(Array.isArray(replies))
    assert.deepEqual(more, {})
    assert.deepEqual(conversation, expected.conversation, 'another memory or language was sent')
  } else if (plan.errorReply.how === 'says') {
    assert.equal(statusCode, 200, json)
    assert.deepEqual(Object.keys(body), ['replies'], 'an error reply came with more than replies')
  } else {
    assert.ok(Value.Check(ErrorBodySchema, body), json)
    assert.ok(expected.codes.has(body.code), `${body.code} instead of ${[...expected.codes].join(' or ')}`)
    assert.equal(statusCode, body.code === 'FST_BOT_HANDLER_TIMEOUT' ? 503 : 500)
  }
}
