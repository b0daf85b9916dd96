import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'
import type { Store, StoreContext } from './store.ts'

const PGLITE = 'pglite:'
const CONNECT_TIMEOUT_MS = 5000

/**
 * Opens what `store` names: `pglite:./folder`, `pglite:` for one in memory, or `postgres://...`.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_PACKAGE_MISSING, FST_BOT_STORE_UNAVAILABLE, FST_BOT_STORE_LOCKED
 */
export async function openStore (
  url: string, { log, connectTimeoutMs = CONNECT_TIMEOUT_MS }: Pick<StoreContext, 'log'> & Partial<StoreContext>
): Promise<Store> {
  checkStoreUrl(url)
  if (url.startsWith(PGLITE)) return openPglite(url.slice(PGLITE.length), { log })
  return openPostgres(url, { log, connectTimeoutMs })
}

/** @throws FST_BOT_OPTION_INVALID, without the URL, which may hold a password */
export function checkStoreUrl (url: unknown): void {
  if (typeof url === 'string' &&
    (url.startsWith(PGLITE) || (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)))) return
  throw new FST_BOT_OPTION_INVALID('store',
    'must be pglite:./folder, or the URL of a database: postgres://user:password@host:5432/name')
}
