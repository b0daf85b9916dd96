import { source } from '../../../schemas/field.ts'

/** Where the rules are known from: what the fields of the protocol name, and what webhooks share with all of HTTP. */
export const sources = {
  ...source,
  measured: 'turns of POST /build/v1/dialog measured in 2019: a webhook that was silent was given up after 15 s',
  reports: 'issues of the platform (github.com/SAP-archive/SAPConversationalAI)',
  servers: 'what goes wrong in public webhook servers of such bots',
  http: 'RFC 9110 (HTTP semantics)',
  json: 'RFC 8259 (JSON)',
  owasp: 'OWASP API Security Top 10 (2023)'
} as const
