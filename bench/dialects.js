import { answer } from './answer.js'
import { sample } from './bodies.js'

// How each platform calls and is answered. `expected` and `read` give what was said and what is remembered, in the
// terms of this one.

const { conversation: { id, memory, skill }, nlp } = sample

export const platform = {
  expected: (body, reply) => answer(body, reply),
  read: given => given
}

export const assistant = {
  body: {
    handler: { name: skill },
    intent: { name: nlp.intents[0].slug, params: {}, query: nlp.source },
    scene: { name: 'Main', slotFillingStatus: 'UNSPECIFIED', slots: {}, next: { name: 'Main' } },
    session: { id, params: memory, typeOverrides: [], languageCode: 'en' },
    user: {
      locale: 'en-US',
      params: {},
      accountLinkingStatus: 'NOT_LINKED',
      verificationStatus: 'VERIFIED',
      packageEntitlements: [],
      permissions: [],
      lastSeenTime: nlp.timestamp
    },
    home: { params: {} },
    device: { capabilities: ['SPEECH', 'RICH_RESPONSE'], timeZone: { id: 'Europe/Paris', version: '' } }
  },
  expected: (body, reply) => answer(sample, reply),
  read: ({ prompt, session }) => ({
    replies: [{ type: 'text', content: prompt.firstSimple.speech }], conversation: { memory: session.params }
  })
}

export const ask = {
  body: {
    version: '1.0',
    session: {
      new: false,
      sessionId: id,
      application: { applicationId: 'A_SKILL_ID' },
      attributes: memory,
      user: { userId: 'A_USER_ID' }
    },
    context: {
      System: {
        application: { applicationId: 'A_SKILL_ID' },
        user: { userId: 'A_USER_ID' },
        device: { deviceId: 'A_DEVICE_ID', supportedInterfaces: {} },
        apiEndpoint: 'https://api.amazonalexa.com',
        apiAccessToken: 'A_TOKEN'
      }
    },
    request: {
      type: 'IntentRequest',
      requestId: nlp.uuid,
      timestamp: nlp.timestamp,
      locale: 'en-US',
      dialogState: 'COMPLETED',
      intent: { name: skill, confirmationStatus: 'NONE', slots: {} }
    }
  },
  expected: (body, reply) => answer(sample, reply),
  read: ({ response, sessionAttributes }) => ({
    replies: [{ type: 'text', content: /<speak>(.*)<\/speak>/.exec(response.outputSpeech.ssml)[1] }],
    conversation: { memory: sessionAttributes }
  })
}
