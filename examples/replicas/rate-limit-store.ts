import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Pool } from 'pg'

const COUNT = `
  INSERT INTO rate_limit AS known (key, calls, ends) VALUES ($1, 1, now() + $2 * interval '1 ms')
  ON CONFLICT (key) DO UPDATE SET
    calls = CASE WHEN known.ends > now() THEN known.calls + 1 ELSE 1 END,
    ends = CASE WHEN known.ends > now() THEN known.ends ELSE excluded.ends END
  RETURNING calls AS current, ceil(extract(epoch FROM ends - now()) * 1000)::integer AS ttl`

const FORGET = 'DELETE FROM rate_limit WHERE ends < now()'
const PAUSE_MS = 1000 // milliseconds in which a database that failed is left alone
const UNCOUNTED = { current: 0, ttl: 0 }

/** Counts calls where all replicas see it. While the database is away nobody is counted, and nobody is kept waiting. */
export function rateLimitStore (database: Pool): FastifyRateLimitStoreCtor {
  let away = false

  return class implements FastifyRateLimitStore {
    incr (key: string, done: (error: null, counted: typeof UNCOUNTED) => void, timeWindow: number): void {
      if (away) return done(null, UNCOUNTED)
      database.query(COUNT, [key, timeWindow]).then(({ rows }) => { done(null, rows[0]) }, () => {
        if (!away) setTimeout(lookAgain, PAUSE_MS).unref()
        away = true
        done(null, UNCOUNTED)
      })
    }

    child (): FastifyRateLimitStore {
      return this
    }
  }

  function lookAgain (): void {
    database.query(FORGET).then(() => { away = false }, () => { setTimeout(lookAgain, PAUSE_MS).unref() })
  }
}
