import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage, measured, reports, servers, http, json, connector } = sources

/**
 * An ordinary call is answered in a way that can be used at all. While one of these is broken, most others cannot be
 * checked.
 */
export const answerRules = createRules('answer', [
  [
    'arrives',
    'error',
    'An ordinary call is answered',
    'each call gets one answer, to its end, before the platform gives up',
    measured,
    'answer on every way through the code, also in each catch; and answer before slow work, not after it'
  ],
  [
    'http',
    'error',
    'The answer is HTTP',
    'an answer has the form that HTTP asks for, and arrives whole',
    http,
    'let a web framework write status, headers and length'
  ],
  [
    'redirect',
    'error',
    'The address itself answers',
    'the platform calls the address that it was given; a redirect loses the body or the credentials',
    http,
    'give the bot the final address, with or without its last slash'
  ],
  [
    'status',
    'error',
    'The status is 200',
    'all answers that the platform uses have status 200; with another one the user reads nothing',
    webhookPage,
    'answer 200, also for trouble that you can tell the user about'
  ],
  [
    'size',
    'error',
    'The answer is of a reasonable size',
    'an answer is a few replies and the memory: at most 1 MiB, as the Bot Connector takes',
    connector,
    'send what the user will read, and keep data out of the memory'
  ],
  [
    'empty',
    'error',
    'The answer has a body',
    'the body "should be a valid JSON", {} at least',
    webhookPage,
    'send {} when there is nothing to say'
  ],
  [
    'utf8',
    'error',
    'The answer is UTF-8',
    'JSON that is exchanged between systems is UTF-8, without a byte order mark',
    json,
    'encode the answer as UTF-8 before you send its bytes, without a mark at its beginning'
  ],
  [
    'json',
    'error',
    'The answer is JSON',
    'the body "should be a valid JSON": text or HTML gives no reply',
    webhookPage,
    'let a library write the JSON, and check what stands before and after it'
  ],
  [
    'string',
    'error',
    'The answer is no JSON in a string',
    'an object, not a string with JSON in it: that was reported as "No reply"',
    reports,
    'send the object itself, without a second JSON.stringify or json_encode'
  ],
  [
    'object',
    'error',
    'The answer is a JSON object',
    'an object "can contain two keys: replies and conversation"',
    webhookPage,
    'send { "replies": [...] }'
  ],
  [
    'media-type',
    'warning',
    'The answer says that it is JSON',
    'content-type: application/json',
    webhookPage,
    'set the header content-type: application/json'
  ],
  [
    'slow',
    'warning',
    'The answer comes in good time',
    'an answer within about half of the time that the platform waits',
    measured,
    'ask slow services with a limit of time, or answer first and push the rest through the Bot Connector'
  ],
  [
    'repeat',
    'error',
    'The same call twice is answered twice',
    'nothing promises that a call comes once only',
    servers,
    'handle a call again, or answer what was answered before'
  ],
  [
    'alive',
    'error',
    'The server lives on',
    'a server that takes the next call, whatever the last one was',
    servers,
    'catch what a handler throws, also later, and do not let one call hold up all others'
  ]
])
