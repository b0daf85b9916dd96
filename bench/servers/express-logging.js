import { createServer } from 'node:http'
import bodyParser from 'body-parser'
import express from 'express'
import { answer } from '../answer.js'
import { listen } from '../listen.js'

/** As the platform's page has it: with every body on standard output, which goes nowhere here. */
export function start ({ reply }) {
  const app = express()
  app.use(bodyParser.json())
  app.post('/', (request, response) => {
    console.log(request.body)
    response.send(answer(request.body, reply))
  })
  return listen(createServer(app))
}
