import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { http, json, owasp } = sources

/** What is no call of the platform is refused, and nothing breaks. */
export const bodyRules = createRules('body', [
  [
    'malformed',
    'error',
    'Malformed JSON is refused',
    'a body that is no JSON is answered 4xx',
    json,
    'answer 400 when the body cannot be parsed'
  ],
  [
    'not-object',
    'error',
    'JSON that is no object does not break it',
    'null, a list or a number is answered, best with 4xx',
    json,
    'check that the body is an object before you look into it'
  ],
  [
    'empty',
    'error',
    'An empty body does not break it',
    'a call without a body is answered, best with 4xx',
    http,
    'check that there is a body'
  ],
  [
    'media-type',
    'error',
    'A wrong media type is refused',
    'a body that does not say that it is JSON is answered 4xx: web pages of others can send text and forms ' +
      'without asking',
    http,
    'answer 415 to all but application/json'
  ],
  [
    'huge',
    'error',
    'A huge body is refused',
    'a body of 5 MiB is answered 4xx, or its connection is closed: the memory of a server is not for anyone to fill',
    owasp,
    'set a limit for bodies, such as 1 MiB, and answer 413 beyond it'
  ],
  [
    'deep',
    'error',
    'Deep nesting is refused',
    'a body nested 20000 levels is answered 4xx, or its connection is closed: it overflows what walks it',
    owasp,
    'limit the depth of a body, and answer 400 beyond it'
  ]
])
