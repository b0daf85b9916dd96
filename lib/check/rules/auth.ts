import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage, http, owasp } = sources

/** Who may call. */
export const authRules = createRules('auth', [
  [
    'open',
    'warning',
    'Not anyone may call',
    'the platform can send Basic credentials, a token or a header of yours, so that not anyone can read and change a ' +
      'conversation',
    webhookPage,
    'ask for credentials, and give them to the bot; then check with them'
  ],
  [
    'unchecked',
    'error',
    'A call without credentials is refused',
    'credentials that are set up are asked for',
    owasp,
    'refuse calls without them, before anything else is done'
  ],
  [
    'wrong',
    'error',
    'Wrong credentials are refused',
    'all of the credentials are compared, and nothing else is accepted',
    owasp,
    'compare whole values, in constant time, and refuse all others'
  ],
  [
    'status',
    'warning',
    'A refusal is a 401',
    'a caller without valid credentials is answered 401, or 403; not led elsewhere, not a 5xx',
    http,
    'answer 401 with a www-authenticate header'
  ],
  [
    'uniform',
    'warning',
    'Refusals tell nothing',
    'the same refusal for each kind of wrong credentials: otherwise it can be found out which part was right',
    owasp,
    'answer all of them with one and the same body'
  ]
])
