import { createServer } from 'node:http'
import { conversation } from '@assistant/conversation'
import bodyParser from 'body-parser'
import express from 'express'
import { listen } from '../listen.js'

/** The same answer in the terms of Google Assistant: what is said, and the session's parameters with one key more. */
export function start ({ reply }) {
  const app = conversation()
  app.handle('small-talk', conv => {
    conv.session.params.key = 'value'
    conv.add(reply.content)
  })
  return listen(createServer(express().use(bodyParser.json()).post('/', app)))
}
