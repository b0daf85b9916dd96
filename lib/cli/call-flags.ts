import { PROTOCOL_VERSIONS } from '../platform/bot-file/schema.ts'

/** Options of all commands that call a webhook. */
export const callFlags = {
  header: {
    type: 'string',
    multiple: true,
    value: "'Name: value'",
    description:
      'a header of each call; may be given several times'
  },
  basic: {
    type: 'string',
    value: '<user[:password]>',
    description: 'Basic authentication; a password that is left out is asked for'
  },
  bearer: { type: 'string', value: '<token>', description: 'a bearer token' },
  'protocol-version': {
    type: 'string', value: PROTOCOL_VERSIONS.join(' | '), description: 'the form of the bodies; default: as documented'
  },
  language: { type: 'string', value: '<code>', description: 'the language of the conversation, such as en' },
  memory: {
    type: 'string', value: '<file>', description: 'what the bot remembers at first: a file with a JSON object'
  },
  timeout: { type: 'string', value: '<milliseconds>', description: 'how long an answer is waited for; default: 15000' }
} as const
