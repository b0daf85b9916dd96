import type { FastifyBaseLogger } from 'fastify'

/** Takes SQL of PostgreSQL, with `$1` for the first value. */
export interface Queryable {
  /**
   * The rows of a statement; of the last one when there are several, which may have no values then. A `bytea` is a
   * Buffer, a `bigint` a number, a `timestamptz` a Date. JSON is handed over as text, with a cast: `$1::jsonb`.
   */
  query: <Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]) => Promise<Row[]>
}

/** Where what must outlive a request is kept. Every answer has a time limit: a call rejects, it never hangs. */
export interface Store extends Queryable {
  readonly kind: 'pglite' | 'postgres'
  /** The folder of PGlite, in which other files may be kept; undefined for PostgreSQL. */
  readonly folder: string | undefined
  /** Tells this database from others, without its credentials. */
  readonly identity: string
  /**
   * Runs several statements as one transaction. Inside, use `tx` only: PGlite has one connection, and a query beside an
   * open transaction waits for its end.
   */
  transaction: <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>
  /** The same database over connections that only the deduplication of calls uses. */
  readonly dedupe: Queryable
  /** When the database last answered, as `performance.now()`. */
  readonly lastAnswerAt: () => number
  /**
   * Calls back for each notification on a channel; a lost connection is opened again. PGlite has one process, and no
   * notifications.
   */
  listen: (channel: string, onMessage: (message: string) => void) => Promise<Listener>
  close: () => Promise<void>
}

/** A subscription to notifications. */
export interface Listener { close: () => Promise<void> }

/** What opens a store. */
export interface StoreContext {
  /** Gets trouble in the background. */
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>
  /** Milliseconds to wait for a connection. */
  connectTimeoutMs: number
}
