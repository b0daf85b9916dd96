import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Verifier } from '../../auth/verifier.ts'
import { FST_BOT_INBOX_REJECTED } from '../../errors.ts'
import { authenticate } from '../../http/authenticate.ts'
import { readPageFiles } from '../../web/files.ts'
import { announcePage, WITHOUT_TOKEN } from '../../web/announce-page.ts'
import { hostOf, isLocalCall } from '../../web/host.ts'
import { pageRoutes, preparePageScope } from '../../web/scope.ts'
import { securityHeaders } from '../../web/security-headers.ts'
import { apiRoutes } from './api.ts'
import type { Inbox } from './methods.ts'
import { queueRoutes, type QueueTools } from './queue-api.ts'

const BODY_LIMIT = 10_000 // bytes: the id of a conversation

/** Adds the page of an inbox and what it asks for. Without verifiers the address that is logged has its token. */
export async function addPage (
  fastify: FastifyInstance,
  { inbox, queues }: { inbox: Inbox, queues: QueueTools | undefined },
  { prefix, verifiers }: { prefix: string, verifiers: readonly Verifier[] }
): Promise<void> {
  const files = await readPageFiles('durable/inbox/page', {
    what: 'the page of the inbox', packages: ['lit-html'], production: true
  })
  for (const verifier of verifiers) await verifier.prepare?.(fastify.log)
  const name = 'bot inbox'
  const open = verifiers.length === 0
  const pageToken = open ? announcePage(fastify, { name, prefix }) : undefined

  await fastify.register(async scope => {
    preparePageScope(scope, {
      headers: securityHeaders(), bodyLimit: BODY_LIMIT, check: open ? checkLocal : () => {}, name
    })
    scope.addHook('onRequest', async (request, reply) => {
      if (pageToken?.isAllowed(request, reply) === false) throw new FST_BOT_INBOX_REJECTED(WITHOUT_TOKEN)
    })
    for (const hook of authenticate(verifiers)) scope.addHook('onRequest', hook)
    pageRoutes(scope, prefix, files)
    await scope.register(async api => {
      api.addHook('onRequest', async request => { checkSite(request) })
      apiRoutes(api, inbox)
      if (queues !== undefined) queueRoutes(api, queues)
    })
  }, { prefix })
}

/** A second lock beside the token of the address. */
function checkLocal (request: FastifyRequest): void {
  if (isLocalCall(request)) return
  throw new FST_BOT_INBOX_REJECTED('without auth the inbox is served to this machine only, as localhost')
}

/**
 * Refuses what another site has the browser send. A browser says where a request comes from; an older one, and a
 * program, names at least an origin for a change. The scheme is not compared: a proxy may have ended TLS.
 */
function checkSite ({ method, headers }: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = headers
  const changes = method !== 'GET' && method !== 'HEAD'
  if (site !== undefined) {
    if (site === 'same-origin' || (site === 'none' && !changes)) return
  } else if (origin === undefined ? !changes : origin.replace(/^https?:\/\//, '') === hostOf(headers)) {
    return
  }
  throw new FST_BOT_INBOX_REJECTED(site === undefined && origin === undefined
    ? 'send an Origin header, or Sec-Fetch-Site: same-origin, as a browser does'
    : 'the inbox takes this from its own page only')
}
