import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage, servers } = sources
const envelope = 'two keys at the root: replies, and conversation with memory and language'

/** What an answer holds stands where the platform looks for it. All but the last two are codes of `lintAnswer`. */
export const shapeRules = createRules('shape', [
  [
    'replies-not-list',
    'error',
    'replies is a list',
    'replies is a list of messages',
    webhookPage,
    'put the message into a list: replies: [message]'
  ],
  [
    'replies-in-conversation',
    'error',
    'replies stands at the root',
    envelope,
    webhookPage,
    'move replies beside conversation'
  ],
  [
    'key-misspelt', 'error', 'Keys are spelt as they are read', envelope, webhookPage,
    'spell the key as the platform does'
  ],
  ['messages-at-root', 'error', 'Replies are called replies', envelope, webhookPage, 'rename messages to replies'],
  [
    'memory-at-root',
    'error',
    'memory stands inside conversation',
    envelope,
    webhookPage,
    'write conversation: { memory }'
  ],
  [
    'message-as-body', 'error', 'The answer is no bare message', envelope, webhookPage, 'write { "replies": [message] }'
  ],
  [
    'conversation-not-object',
    'error',
    'conversation is an object',
    envelope,
    webhookPage,
    'write conversation: { memory }, or leave it out'
  ],
  [
    'memory-not-object',
    'error',
    'memory is an object',
    'memory is an "object filled as you want"',
    webhookPage,
    'leave memory out to keep what the bot remembers; in PHP an empty array is written as [], so cast it to an object'
  ],
  [
    'language-not-string',
    'error',
    'language is a string',
    'language is a "string with a language ISO format"',
    webhookPage,
    "write a code such as 'en'"
  ],
  [
    'language-code',
    'warning',
    'language is an ISO code',
    'language is a "string with a language ISO format"',
    webhookPage,
    "write two letters, such as 'en'"
  ],
  [
    'nothing',
    'warning',
    'The answer holds something that is read',
    envelope,
    servers,
    'name the keys replies and conversation; send {} when there is nothing to say'
  ]
])
