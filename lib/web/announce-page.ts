import process from 'node:process'
import type { FastifyInstance } from 'fastify'
import { readUserSecret } from '../shared/user-secret.ts'
import { writesInfo } from '../shared/writes-info.ts'
import { createPageToken, type PageToken } from './page-token.ts'

/** For a browser that has no cookie, and no token that is still good. */
export const WITHOUT_TOKEN = 'open the page at the address that its program printed last: each is good for one browser'

/** A page that has no `auth`. */
export interface LocalPage {
  /** In the log. */
  name: string
  prefix: string
  /** A token that stays good. Default: random ones, each good for one browser. */
  token?: string | undefined
  /** Called with the address to open. Default: the log, or the standard error output when that does not show it. */
  onAddress?: ((url: string) => void) | undefined
}

/**
 * Makes the token of a page, and tells the address to open it at: once the server listens, and again whenever the token
 * was used, for the next browser.
 */
export function announcePage (fastify: FastifyInstance, { name, prefix, token, onAddress }: LocalPage): PageToken {
  const { log } = fastify
  let origin = '' // known before anybody can use the token
  const announce = (path: string): void => {
    const url = origin + path
    if (onAddress !== undefined) onAddress(url)
    else if (writesInfo(log)) log.info(`${name}: ${url}`)
    else process.stderr.write(`${name}: ${url}\n`)
  }
  const pageToken = createPageToken({ prefix, secret: readUserSecret('page-secret'), token, onToken: announce })
  fastify.addHook('onListen', async () => {
    origin = fastify.listeningOrigin.replace(/\/\/(0\.0\.0\.0|\[::\]|\[::1\])(?=:|$)/, '//localhost')
    announce(pageToken.path)
  })
  return pageToken
}
