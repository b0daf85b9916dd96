import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { servers, http, owasp } = sources

/** What is better otherwise. */
export const adviceRules = createRules('advice', [
  [
    'https',
    'warning',
    'It is called by https',
    'an https address with a valid certificate: the platform takes no other, and all that is said crosses the network',
    servers,
    'put it behind a proxy with a certificate'
  ],
  [
    'certificate',
    'error',
    'The certificate is valid',
    'an https address with a valid certificate',
    servers,
    'renew it, and send the whole chain'
  ],
  [
    'version',
    'advice',
    'Headers do not tell versions',
    'who attacks need not be told what to look up',
    owasp,
    'switch off x-powered-by, and the version in server'
  ],
  [
    'cookie',
    'advice',
    'There are no cookies',
    'the platform is not known to send cookies back',
    http,
    'keep what must survive a call in the memory'
  ],
  [
    'cors',
    'advice',
    'Not every web page may call',
    'webhooks are called by a server: no access-control-allow-origin is needed',
    owasp,
    'leave CORS headers away'
  ]
])
