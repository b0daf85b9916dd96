import type { ClientConfig, CustomTypesConfig, Pool, PoolClient, QueryResult } from 'pg'
import { importOptionalPackage } from '../shared/optional-package.ts'
import { keepPlans } from './kept-plans.ts'
import { listenOn } from './listen.ts'
import { boundedClient } from './postgres-client.ts'
import { storeIdentity } from './store-identity.ts'
import type { Queryable, Store, StoreContext } from './store.ts'
import { unavailable } from './unavailable.ts'

const USE = { what: 'a store on PostgreSQL', packages: ['pg'], production: true }
const INT8_OID = 20
const CONNECTIONS = { main: 6, dedupe: 4 } // and one more, which listens
const LOCK_TIMEOUT_MS = 30_000 // of a transaction, which may wait for another one
const KEEP_ALIVE_AFTER_MS = 10_000

/** Opens a PostgreSQL database. */
export async function openPostgres (url: string, { log, connectTimeoutMs }: StoreContext): Promise<Store> {
  const { default: pg } = await importOptionalPackage<{ default: typeof import('pg') }>('pg', USE)
  const types: CustomTypesConfig = {
    getTypeParser: (type, format) => Number(type) === INT8_OID ? Number : pg.types.getTypeParser(type, format as 'text')
  }
  const config: ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    application_name: 'bot-webhook',
    types
  }

  /** The pool has no time limit for a connection: to wait in line for one is no outage. A new one has its own. */
  const BoundedClient = boundedClient(pg, config)
  const openPool = (max: number): Pool => {
    const pool = new pg.Pool({ max, Client: BoundedClient, onConnect: keepPlans })
    pool.on('error', ({ message }) => { log.warn({ failure: message }, 'bot store: an idle connection was lost') })
    // a query that runs rejects; without a listener the process would end
    pool.on('connect', client => { client.on('error', () => {}) })
    return pool
  }
  const main = openPool(CONNECTIONS.main)
  const dedupe = openPool(CONNECTIONS.dedupe)
  let answeredAt = performance.now()
  const query = queryOf(main)

  try {
    await query('SELECT 1')
  } catch (cause) {
    await Promise.all([main.end(), dedupe.end()])
    throw unavailable(cause)
  }

  return {
    kind: 'postgres',
    folder: undefined,
    identity: storeIdentity(url),
    query,
    transaction: work => transaction(main, work, queryOf),
    dedupe: { query: queryOf(dedupe) },
    lastAnswerAt: () => answeredAt,
    listen: async (channel, onMessage) => listenOn(() => new BoundedClient(), channel, onMessage),
    close: async () => { await Promise.all([main.end(), dedupe.end()]) }
  }

  function queryOf (database: Pool | PoolClient): Queryable['query'] {
    return async <Row>(sql: string, values?: readonly unknown[]) => {
      const result: QueryResult | QueryResult[] = await database.query(sql, values as unknown[])
      answeredAt = performance.now()
      const last = Array.isArray(result) ? result.at(-1) as QueryResult : result
      return last.rows as Row[]
    }
  }
}

/** Its limits are set for the transaction alone: a pooler between hands the session to others. */
const BEGIN = `BEGIN; SET LOCAL statement_timeout = ${LOCK_TIMEOUT_MS}; SET LOCAL ` +
  `idle_in_transaction_session_timeout = ${LOCK_TIMEOUT_MS}`

async function transaction<T> (
  pool: Pool, work: (tx: Queryable) => Promise<T>, queryOf: (client: PoolClient) => Queryable['query']
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(BEGIN)
    const result = await work({ query: queryOf(client) })
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const lost = await client.query('ROLLBACK').then(() => undefined, (failure: Error) => failure)
    client.release(lost)
    throw error
  }
}
