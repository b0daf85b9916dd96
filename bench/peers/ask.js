import { createServer } from 'node:http'
import { SkillBuilders } from 'ask-sdk-core'
import { ExpressAdapter } from 'ask-sdk-express-adapter'
import express from 'express'
import { listen } from '../listen.js'

/**
 * The same answer in the terms of Alexa: what is said, and the session's attributes with one key more. Signature and
 * time of the call are not verified: no other server here does that.
 */
export function start ({ reply }) {
  const skill = SkillBuilders.custom().addRequestHandlers({
    canHandle: ({ requestEnvelope: { request } }) =>
      request.type === 'IntentRequest' && request.intent.name === 'small-talk',
    handle: ({ attributesManager, responseBuilder }) => {
      attributesManager.getSessionAttributes().key = 'value'
      return responseBuilder.speak(reply.content).getResponse()
    }
  }).create()
  return listen(createServer(express().post('/', new ExpressAdapter(skill, false, false).getRequestHandlers())))
}
