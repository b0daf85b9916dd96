import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'
import { HOST } from '../listen.js'

const turns = tracingChannel('fastify-bot-webhook:turn')

/** The plugin with skills that say who listens to its turns from then on. */
export async function start ({ reply }) {
  const listeners = { nobody: undefined, counter: counter(), spans: spans() }
  let listener

  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  app.bot.skill('small-talk', ({ memory }) => {
    memory.key = 'value'
    return reply.content
  })
  app.bot.skill(Object.keys(listeners), ({ skill }) => {
    listener?.stop()
    listener = listeners[skill]
    listener?.start()
  })
  await app.listen({ host: HOST, port: 0 })
  return app.server.address().port
}

function counter () {
  const counts = { replied: new Map(), failed: new Map() }
  function count ({ handler, outcome }) {
    const ofOutcome = outcome === 'replied' ? counts.replied : counts.failed
    ofOutcome.set(handler, (ofOutcome.get(handler) ?? 0) + 1)
  }
  return { start: () => turns.asyncEnd.subscribe(count), stop: () => turns.asyncEnd.unsubscribe(count) }
}

/** A span of OpenTelemetry for each turn, as examples/telemetry.ts has it; they go nowhere. */
function spans () {
  const tracer = new BasicTracerProvider().getTracer('bench')
  const storage = new AsyncLocalStorage()
  const begun = new WeakMap()
  function begin (told) {
    const { prefix, handler, conversation } = told
    const span = tracer.startSpan(`turn ${handler}`,
      { attributes: { 'bot.prefix': prefix, 'bot.handler': handler, 'bot.conversation': conversation } })
    begun.set(told, span)
    return trace.setSpan(storage.getStore() ?? ROOT_CONTEXT, span)
  }
  function end (told) {
    begun.get(told)?.end()
  }
  return {
    start () {
      turns.start.bindStore(storage, begin)
      turns.asyncEnd.subscribe(end)
    },
    stop () {
      turns.start.unbindStore(storage)
      turns.asyncEnd.unsubscribe(end)
    }
  }
}
