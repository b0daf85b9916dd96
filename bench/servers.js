import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import bodyParser from 'body-parser'
import express from 'express'
import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'

const HOST = '127.0.0.1'
const turns = tracingChannel('fastify-bot-webhook:turn')

/** Each starts one kind of server, as one would write it, on a free port, and returns the port. */
export const servers = { http, fastify, plugin, listened, express: expressServer, expressLogging }

async function http ({ reply }) {
  return listen(createServer((request, response) => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString()), reply))
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  }))
}

async function fastify ({ reply }) {
  const app = Fastify()
  app.post('/', request => answer(request.body, reply))
  await app.listen({ host: HOST, port: 0 })
  return app.server.address().port
}

async function plugin ({ skills, reply, once = true }) {
  const app = Fastify()
  await app.register(botWebhook, { auth: false, once, bodyLimit: 1024 * 1024 }) // the last is Fastify's own default
  const outcome = reply.type === 'text' ? reply.content : reply
  for (const skill of skills) {
    app.bot.skill(skill, ({ memory }) => {
      memory.key = 'value'
      return outcome
    })
  }
  await app.listen({ host: HOST, port: 0 })
  return app.server.address().port
}

/** The plugin with skills that say who listens to its turns from then on. */
async function listened ({ reply }) {
  const listeners = { nobody: undefined, counter: counter(), spans: await spans() }
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
async function spans () {
  const { trace, ROOT_CONTEXT } = await import('@opentelemetry/api')
  const { BasicTracerProvider } = await import('@opentelemetry/sdk-trace-base')
  const tracer = new BasicTracerProvider().getTracer('bench')
  const storage = new AsyncLocalStorage()
  const begun = new WeakMap()
  function begin (told) {
    const { prefix, handler, conversation } = told
    const span = tracer.startSpan(`turn ${handler}`, { attributes: { 'bot.prefix': prefix, 'bot.handler': handler, 'bot.conversation': conversation } })
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

async function expressServer ({ reply }) {
  const app = express()
  app.use(bodyParser.json())
  app.post('/', (request, response) => { response.send(answer(request.body, reply)) })
  return listen(createServer(app))
}

/** As the platform's page has it: with every body on standard output, which goes nowhere here. */
async function expressLogging ({ reply }) {
  const app = express()
  app.use(bodyParser.json())
  app.post('/', (request, response) => {
    console.log(request.body)
    response.send(answer(request.body, reply))
  })
  return listen(createServer(app))
}

function answer ({ conversation }, reply) {
  return { replies: [reply], conversation: { memory: { ...conversation.memory, key: 'value' } } }
}

function listen (server) {
  server.keepAliveTimeout = 72_000 // milliseconds, as Fastify's: the connections are idle while others have their turn
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, HOST, () => { resolve(server.address().port) })
  })
}
