import { PROTOCOL_VERSIONS } from '../platform/bot-file/schema.ts'

/** Options of all commands that call a webhook. */
export const callFlags = {
  header: {
    type: 'string', multiple: true, value: "'Name: value'", says: 'a header of each call; may be given several times'
  },
  basic: {
    type: 'string', value: '<user[:password]>', says: 'Basic authentication; a password that is left out is asked for'
  },
  bearer: { type: 'string', value: '<token>', says: 'a bearer token' },
  'protocol-version': {
    type: 'string', value: PROTOCOL_VERSIONS.join(' | '), says: 'the form of the bodies; default: as documented'
  },
  language: { type: 'string', value: '<code>', says: 'the language of the conversation, such as en' },
  memory: { type: 'string', value: '<file>', says: 'what the bot remembers at first: a file with a JSON object' },
  timeout: { type: 'string', value: '<milliseconds>', says: 'how long an answer is waited for; default: 15000' }
} as const
