import type { FastifyBaseLogger } from 'fastify'
import type { PgBoss } from 'pg-boss'

/** Takes SQL of PostgreSQL, with `$1` for the first value. */
export interface Queryable {
  /**
   * The rows of a statement; of the last one when there are several, which may have no values then. A `bytea` is a
   * Buffer, a `bigint` a number, a `timestamptz` a Date. JSON is handed over as text, with a cast: `$1::jsonb`.
   */
  query: <Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]) => Promise<Row[]>
}

/** Where what must outlive a request is kept. */
export interface Store extends Queryable {
  readonly kind: 'pglite' | 'postgres'
  /** The folder of PGlite, in which other files may be kept; of PostgreSQL there is none. */
  readonly folder: string | undefined
  /**
   * All of it or nothing. Inside, nothing but `tx` may be used: PGlite has one connection, and a query beside an open
   * transaction would wait for its end for ever.
   */
  transaction: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>
  /** The queues: started, in the schema `bot_jobs`. */
  readonly boss: PgBoss
  /** Lets go of everything. The workers must have been stopped. */
  close: () => Promise<void>
}

/** What opens a store. */
export interface StoreSurroundings {
  /** Hears of trouble in the background. */
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>
  /** Milliseconds to wait for a connection. */
  patience: number
}
