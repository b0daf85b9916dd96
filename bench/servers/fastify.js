import Fastify from 'fastify'
import { answer } from '../answer.js'
import { HOST } from '../listen.js'

export async function start ({ reply }) {
  const app = Fastify()
  app.post('/', request => answer(request.body, reply))
  await app.listen({ host: HOST, port: 0 })
  return app.server.address().port
}
