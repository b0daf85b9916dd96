import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'
import type { Store, StoreSurroundings } from './store.ts'

const PGLITE = 'pglite:'
const PATIENCE = 5000 // milliseconds

/**
 * Opens what `store` names, and starts its queues: `pglite:./folder`, `pglite:` for one in the memory of the process, or
 * `postgres://...`. Several processes may open an empty database at the same moment.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_PACKAGE_MISSING, FST_BOT_STORE_UNAVAILABLE, FST_BOT_STORE_LOCKED
 */
export async function openStore (url: string, { log, patience = PATIENCE }: Partial<StoreSurroundings> & Pick<StoreSurroundings, 'log'>): Promise<Store> {
  if (typeof url === 'string' && url.startsWith(PGLITE)) return openPglite(url.slice(PGLITE.length), { log, patience })
  if (isPostgres(url)) return openPostgres(url, { log, patience })
  throw new FST_BOT_OPTION_INVALID('store', 'must be pglite:./folder, or the URL of a database: postgres://user:password@host:5432/name') // it is not told: it may hold a password
}

function isPostgres (url: unknown): url is string {
  return typeof url === 'string' && /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)
}
