import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { isStoreUrl, PGLITE, STORE_URL } from './store-url.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'
import type { Store, StoreContext } from './store.ts'

const CONNECT_TIMEOUT_MS = 5000

/**
 * Opens what `store` names: `pglite:./folder`, `pglite:` for one in memory, or `postgres://...`.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_PACKAGE_MISSING, FST_BOT_STORE_UNAVAILABLE, FST_BOT_STORE_LOCKED
 */
export async function openStore (
  url: string, { log, connectTimeoutMs = CONNECT_TIMEOUT_MS }: Pick<StoreContext, 'log'> & Partial<StoreContext>
): Promise<Store> {
  // without the URL, which may hold a password
  if (!isStoreUrl(url)) throw new FST_BOT_OPTION_INVALID('store', `must be ${STORE_URL}`)
  if (url.startsWith(PGLITE)) return openPglite(url.slice(PGLITE.length), { log })
  return openPostgres(url, { log, connectTimeoutMs })
}
