import type { Client, ClientConfig, QueryResult } from 'pg'
import { forgetOldPlans, withName } from './kept-plans.ts'

type Done = (error: Error | null, result: QueryResult) => void
type Ask = (statement: unknown, values: unknown, done: Done) => void

const ANSWER_TIMEOUT_MS = 8000

/**
 * Clients with a time limit for each answer, after which their connection is destroyed: it died without a word. The
 * limit of `pg` itself is not used, nor are its promises: what they leave behind outlives the next collection of
 * garbage, which then stops a turn for five milliseconds instead of one.
 */
export function boundedClient (pg: typeof import('pg'), config: ClientConfig): typeof Client {
  return class BoundedClient extends pg.Client {
    constructor () {
      super(config)
      const ask = withTimeLimit(this, (...given) => { (super.query as unknown as Ask).apply(this, given) })
      this.query = ((statement: unknown, values?: unknown, done?: Done) => {
        if (done !== undefined) return ask(statement, values, done)
        return new Promise((resolve, reject) => {
          ask(statement, values, (error, result) => { if (error) reject(error); else resolve(result) })
        })
      }) as Client['query']
    }
  }
}

function withTimeLimit (client: Client, ask: Ask): Ask {
  return (statement, values, done) => {
    const timer = setTimeout(() => {
      const { connection } = client as Client & { connection: { stream: { destroy: (error: Error) => void } } }
      connection.stream.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`))
    }, ANSWER_TIMEOUT_MS)
    const run = (): void => {
      ask(withName(client, statement, values), values, (error, result) => {
        clearTimeout(timer)
        done(error, result)
      })
    }
    const before = forgetOldPlans(client)
    if (before === undefined) run()
    else ask(before, undefined, run)
  }
}
