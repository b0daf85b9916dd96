import pg, { type Pool } from 'pg'

// Replicas that start at the same moment make the tables one after the other.
const TABLES = `
  SELECT pg_advisory_xact_lock(5000);
  CREATE TABLE IF NOT EXISTS orders (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation text,
    product text NOT NULL);
  CREATE UNLOGGED TABLE IF NOT EXISTS rate_limit (key text PRIMARY KEY, calls integer NOT NULL,
    ends timestamptz NOT NULL);
`

/** Makes the bot's own tables. The one that counts calls may be lost in a crash: it is not logged. */
export async function makeTables (database: Pool): Promise<void> {
  await database.query(TABLES)
}

/** Connections that wait so many milliseconds for an answer, and no longer. */
export function openDatabase (url: string, timeoutMs: number): Pool {
  const database = new pg.Pool({
    connectionString: url, max: 5, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs
  })
  return database.on('error', () => {}) // an idle connection was lost: the next query opens another, or says why not
}
