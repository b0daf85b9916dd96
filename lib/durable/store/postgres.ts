import type { CustomTypesConfig, Pool, PoolClient, QueryResult } from 'pg'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import { startBoss } from './boss.ts'
import type { Queryable, Store, StoreSurroundings } from './store.ts'
import { unavailable } from './unavailable.ts'

const USE = { what: 'a store on PostgreSQL', packages: ['pg', 'pg-boss'], production: true }
const INT8 = 20
const CONNECTIONS = { ours: 6, queues: 4 } // and one more, on which the queues listen
const MIGRATION_LOCK = 0x626f74 // any number that everyone who migrates agrees on

/** Opens a database of PostgreSQL. Replicas that open it at the same moment wait for the first to set it up. */
export async function openPostgres (url: string, surroundings: StoreSurroundings): Promise<Store> {
  const { log, patience } = surroundings
  const { default: pg } = await importOptionalPackage<{ default: typeof import('pg') }>('pg', USE)
  const types: CustomTypesConfig = { getTypeParser: (type, format) => Number(type) === INT8 ? Number : pg.types.getTypeParser(type, format as 'text') }
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS.ours, connectionTimeoutMillis: patience, types, application_name: 'bot-webhook' })
  pool.on('error', ({ message }) => { log.warn({ failure: message }, 'bot store: an idle connection was lost') })

  let boss
  try {
    boss = await alone(pool, () => startBoss({ connectionString: url, max: CONNECTIONS.queues, connectionTimeoutMillis: patience }, surroundings))
  } catch (cause) {
    await pool.end()
    throw unavailable(cause)
  }
  const started = boss

  return {
    kind: 'postgres',
    folder: undefined,
    query: queryOf(pool),
    transaction: work => transaction(pool, work),
    boss: started,
    async close () {
      await started.stop({ graceful: false })
      await pool.end()
    }
  }
}

/** One process of all that have this database open does the work at a time. */
async function alone<T> (pool: Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    return await work()
  } finally {
    client.release(true) // the lock goes with the connection
  }
}

async function transaction<T> (pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let lost: Error | undefined
  const onLost = (error: Error): void => { lost = error } // with nobody listening it would end the process
  client.on('error', onLost)
  const giveBack = (): void => {
    client.off('error', onLost)
    client.release(lost)
  }
  let result: T
  try {
    await client.query('BEGIN')
    result = await work({ query: queryOf(client) })
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(failure => { lost = failure })
    giveBack()
    throw error
  }
  giveBack()
  return result
}

function queryOf (database: Pool | PoolClient): Queryable['query'] {
  return async <Row>(sql: string, values?: readonly unknown[]) => {
    const result: QueryResult | QueryResult[] = await database.query(sql, values as unknown[])
    const last = Array.isArray(result) ? result.at(-1) as QueryResult : result
    return last.rows as Row[]
  }
}
