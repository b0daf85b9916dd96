import type { JWTVerifyGetKey } from 'jose'
import type { VerifierLog } from './verifier.ts'

type Jose = typeof import('jose')

const FRESH = 10 * 60_000 // milliseconds: how long keys are used without asking again
const STALE_KEYS_MS = 24 * 60 * 60_000 // milliseconds: how long they are used when the issuer cannot be asked
const REFETCH_PAUSE_MS = 30_000 // milliseconds from one request to the next, whatever callers send
const TIMEOUT = 5_000 // milliseconds for a request and its whole answer
const MAX_BYTES = 128 * 1024

/**
 * The public keys that an issuer publishes, fetched when they are first needed, after ten minutes, and when a token
 * names one that is not among them; never more than twice a minute. While the issuer cannot be reached, the keys that
 * are known go on for a day. Rejects when the key of a token is not known.
 */
export function createKeySet (uri: string, { createLocalJWKSet, errors }: Jose, log: VerifierLog): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined
  let fetchedAt = -Infinity
  let triedAt = -Infinity
  let failing = false
  let fetching: Promise<void> | undefined

  return async (header, token) => {
    if (age() > FRESH) {
      const refreshed = refresh()
      if (!failing || age() > STALE_KEYS_MS) await refreshed // known keys do not wait for an issuer that is down
    }
    try {
      return await known()(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await refresh()
      return await known()(header, token)
    }
  }

  function age (): number {
    return performance.now() - fetchedAt
  }

  function known (): JWTVerifyGetKey {
    if (keys === undefined || age() > STALE_KEYS_MS) throw new errors.JWKSNoMatchingKey()
    return keys
  }

  /** Asks for the keys, unless that was done just now. Never rejects. */
  async function refresh (): Promise<void> {
    if (fetching === undefined && performance.now() - triedAt < REFETCH_PAUSE_MS) return
    fetching ??= ask().finally(() => { fetching = undefined })
    await fetching
  }

  async function ask (): Promise<void> {
    triedAt = performance.now()
    try {
      keys = createLocalJWKSet(JSON.parse(await fetchText(uri)))
      fetchedAt = performance.now()
      failing = false
    } catch (error) {
      failing = true
      log.warn(
        { jwksUri: uri, failure: reasonOf(error) },
        'bot webhook: the keys of the issuer of tokens cannot be fetched; those that are known are used for a day'
      )
    }
  }
}

async function fetchText (uri: string): Promise<string> {
  const { status, body } = await fetch(uri, {
    redirect: 'error', signal: AbortSignal.timeout(TIMEOUT), headers: { accept: 'application/json' }
  })
  if (status !== 200 || body === null) {
    await body?.cancel()
    throw new Error(`answered with status ${status}`)
  }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Error(`answered with more than ${MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** Why a request failed: `fetch` hides it in the cause. */
function reasonOf (error: unknown): string {
  const { message, cause } = error as Error
  const { code } = Object(cause) as { code?: unknown }
  return typeof code === 'string' ? `${message}: ${code}` : message
}
