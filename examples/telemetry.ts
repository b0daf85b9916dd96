import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel } from 'node:diagnostics_channel'
import { context, ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import botWebhook, { type TurnTrace } from 'fastify-bot-webhook'
import type { QueueEvent } from 'fastify-bot-webhook/durable'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const turns = tracingChannel<Context, TurnTrace>('fastify-bot-webhook:turn')

/** Counts turns, and how long they take, for Prometheus. */
export function countTurns (registers: Registry[]): void {
  const count = new Counter({
    name: 'bot_turns_total', help: 'Turns', labelNames: ['prefix', 'handler', 'outcome'], registers
  })
  const seconds = new Histogram({
    name: 'bot_turn_seconds', help: 'Time of a turn', labelNames: ['prefix', 'handler'], registers
  })

  turns.asyncEnd.subscribe(told => {
    const { prefix, handler, outcome = '', ms = 0 } = told as TurnTrace
    count.inc({ prefix, handler, outcome })
    seconds.observe({ prefix, handler }, ms / 1000)
  })
}

/** Gauges and counts of work that is left for later. Needs `fastify-bot-webhook/durable`. */
export function countQueues ({ bot }: FastifyInstance, registry: Registry): void {
  registry.registerMetric(new Gauge({
    name: 'bot_queue_depth',
    help: 'Items that wait',
    labelNames: ['queue'],
    registers: [],
    async collect () {
      const { queues } = await bot.store.status()
      for (const [queue, { depth }] of Object.entries(queues)) this.set({ queue }, depth)
    }
  }))
  const ended = new Counter({
    name: 'bot_queue_items_total',
    help: 'Attempts by their end',
    labelNames: ['queue', 'event'],
    registers: [registry]
  })
  subscribe('fastify-bot-webhook:queue', told => {
    const { queue, event } = told as QueueEvent
    ended.inc({ queue, event })
  })
}

/** OpenTelemetry's own context manager, with a storage that a channel can be bound to. */
export class TurnContextManager extends AsyncLocalStorageContextManager {
  readonly storage = new AsyncLocalStorage<Context>()

  override active (): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT
  }

  override with: AsyncLocalStorageContextManager['with'] = (context, run, self, ...args) =>
    this.storage.run(context, () => run.apply(self as ThisParameterType<typeof run>, args))
}

/** Makes a span of each turn. Spans that a handler begins stand below it, and it stands below that of the request. */
export function traceTurns ({ storage }: TurnContextManager): void {
  const tracer = trace.getTracer('fastify-bot-webhook')
  const spans = new WeakMap<object, Span>()

  turns.start.bindStore(storage, told => {
    const { prefix, handler, conversation = '' } = told
    const attributes = { 'bot.prefix': prefix, 'bot.handler': handler, 'bot.conversation': conversation }
    const span = tracer.startSpan(`turn ${handler}`, { attributes })
    spans.set(told, span)
    return trace.setSpan(context.active(), span)
  })
  turns.error.subscribe(told => {
    const { outcome = '' } = told as TurnTrace
    spans.get(told as object)?.setStatus({ code: SpanStatusCode.ERROR, message: outcome })
  })
  turns.asyncEnd.subscribe(told => { spans.get(told as object)?.end() })
}

/** A bot whose numbers are read at /metrics: let only your monitoring call that. */
export async function build (registry: Registry, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  await app.register(botWebhook, { auth: false })

  app.bot.skill('small-talk', () => 'Roger that')
  app.bot.skill('get-weather', async () => {
    const span = trace.getTracer('weather').startSpan('forecast')
    await new Promise(resolve => setTimeout(resolve, 5))
    span.end()
    return 'Sunny'
  })
  app.bot.fallback(() => { throw new Error('no answer') })
  return app
}
