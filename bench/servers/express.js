import { createServer } from 'node:http'
import bodyParser from 'body-parser'
import express from 'express'
import { answer } from '../answer.js'
import { listen } from '../listen.js'

export function start ({ reply }) {
  const app = express()
  app.use(bodyParser.json())
  app.post('/', (request, response) => { response.send(answer(request.body, reply)) })
  return listen(createServer(app))
}
