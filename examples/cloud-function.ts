import { http } from '@google-cloud/functions-framework'
import type { FastifyInstance } from 'fastify'

/** Serves an app as a function of Google Cloud, by the name of its entry point. */
export async function serveFunction (app: FastifyInstance, name: string): Promise<void> {
  await app.ready()
  http(name, (request, response) => { app.server.emit('request', request, response) })
}
