import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { lint, type HandlerResult } from '../../lib/index.ts'
import { WebhookRequestSchema, WireReplySchema, type Reply, type WebhookRequest } from '../../schemas/index.ts'
import { build, post } from '../support/app.ts'
import { text } from './json-values.ts'
import { fromSchema } from './schema-arbitrary.ts'
import type { Closing, Runs } from './runs.ts'

const bodies = fromSchema(WebhookRequestSchema) as fc.Arbitrary<WebhookRequest>
const replies = fc.array(fc.oneof(
  { weight: 3, arbitrary: fromSchema(WireReplySchema) as fc.Arbitrary<Reply> },
  { weight: 1, arbitrary: text.filter(text => text !== '') }
), { maxLength: 4 }).filter(replies => lint(replies.map(asMessage)).every(({ severity }) => severity !== 'error'))

/** How a body is written and a reply is returned: none of these may matter. */
const manner = fc.record({
  indent: fc.constantFrom('', '  ', '\t\r\n'),
  ascii: fc.boolean(),
  promised: fc.boolean(),
  looksAtMemory: fc.boolean()
})

/** What was asked of the bot, and what it saw. */
interface Exchange { returns: HandlerResult | Promise<HandlerResult>, looksAtMemory: boolean, saw?: unknown }

/**
 * Whatever is valid reaches the handler as it was sent, and leaves as the handler returned it. Throws when it does not.
 */
export async function nothingChanges (closing: Closing, { seed, runs }: Runs): Promise<void> {
  let exchange: Exchange = { returns: undefined, looksAtMemory: false }
  const app = await build(closing, {}, ({ bot }) => {
    bot.fallback(turn => {
      exchange.saw = turn.body
      if (exchange.looksAtMemory) Object.keys(turn.memory)
      return exchange.returns as HandlerResult
    })
  })

  await fc.assert(fc.asyncProperty(bodies, replies, manner, async (body, replies, {
    indent, ascii, promised, looksAtMemory
  }) => {
    const outcome = replies.length === 1 ? replies[0] : replies
    const before = JSON.stringify(outcome)
    exchange = { returns: promised ? Promise.resolve(outcome) : outcome, looksAtMemory }
    await passesUnchanged(app, spelled(body, indent, ascii), replies, exchange)
    assert.equal(JSON.stringify(outcome), before, 'the reply that was returned was written to')
  }), { seed, numRuns: runs })
}

async function passesUnchanged (
  app: FastifyInstance, sent: string, replies: ReadonlyArray<string | Reply>, exchange: Exchange
): Promise<void> {
  const response = await post(app, sent)
  assert.equal(response.statusCode, 200, response.body)
  const body = JSON.parse(sent)
  assert.deepEqual(exchange.saw, body, 'the handler saw another body')
  assert.equal(JSON.stringify(exchange.saw), JSON.stringify(body), 'the handler saw its keys in another order')
  const memory = body.conversation?.memory
  const expected = { replies: replies.map(asMessage), ...(memory !== undefined && { conversation: { memory } }) }
  assert.equal(response.body, JSON.stringify(expected), 'something else left')
}

function asMessage (reply: string | Reply): Reply {
  return typeof reply === 'string' ? { type: 'text', content: reply } : reply
}

/** The same JSON in another spelling. */
function spelled (body: unknown, indent: string, ascii: boolean): string {
  const json = JSON.stringify(body, null, indent)
  return ascii ? json.replace(/[^\n\r\t -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : json
}
