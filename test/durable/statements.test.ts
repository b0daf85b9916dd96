import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import t from 'tap'
import { call, post } from '../support/app.ts'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { startPostgres } from '../support/postgres.ts'
import { statementText } from '../support/statement-text.ts'
import { skipWithout } from '../support/required-programs.ts'

// What a turn costs the database: each statement is a way there and back.

const IDLE_SECONDS = 10
/**
 * Looks at the clock and at what is due, signs of life, figures of the last ten seconds, old answers, and what a new
 * connection is told.
 */
const REGULAR = /AS clock|SET seen_at|INTO bot_webhook\.throughput|WITH expired|set_config/

t.test('a turn, a deferred turn, a report and an idle replica take few statements', {
  skip: skipWithout('postgresql')
}, async t => {
  const statements = counting(t)
  const { url } = await startPostgres(t)
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, url, connector, ({ bot }) => {
    bot.job('later', () => 'later')
    bot.skill('now', () => 'now')
    bot.skill('defer', turn => {
      turn.defer('later')
      return 'soon'
    })
  }, { options: { inbox: {} } })
  const turn = (skill: string, id: string) => post(app, call(skill, { id }))
  await turn('now', 'first') // what is asked once, at the first turn
  await turn('defer', 'first')
  await until(() => connector.received.length === 1)
  await settled(statements)

  const plain = await statements.of(() => turn('now', 'plain'))
  t.equal(plain, 1, `a plain turn: ${plain} statement before its answer`)
  await settled(statements)

  const before = statements.ofWork()
  const deferred = await statements.of(() => turn('defer', 'deferred'))
  t.ok(deferred <= 3, `a deferred turn: ${deferred} statements before its answer, of which it waits for two`)
  await until(() => connector.received.length === 2)
  await settled(statements)
  const altogether = statements.ofWork() - before
  t.ok(altogether <= 7, `a deferred turn: ${altogether} statements in all`)

  const reported = statements.ofWork()
  await report(app)
  await settled(statements)
  const ofReport = statements.ofWork() - reported
  t.equal(ofReport, 2, `a report: ${ofReport} statements, which reports at once share`)

  const idle = statements.all()
  await sleep(IDLE_SECONDS * 1000)
  const whileIdle = statements.all() - idle
  t.ok(whileIdle <= IDLE_SECONDS + 1, `an idle replica: ${whileIdle} statements in ${IDLE_SECONDS} s`)
})

async function report (app: FastifyInstance): Promise<void> {
  await post(app, { error: { message: 'out of order' }, conversation_id: 'plain' }, '/errors')
}

interface Counting {
  all: () => number
  /** Without those that are made from time to time, whatever there is to do. */
  ofWork: () => number
  /** How many are made until something is done. */
  of: (work: () => Promise<unknown>) => Promise<number>
}

function counting (t: { teardown: (undo: () => void) => void }): Counting {
  const { query } = pg.Client.prototype
  let count = 0
  let regular = 0
  pg.Client.prototype.query = function (this: pg.Client, ...given: Parameters<typeof query>) {
    count++
    const [statement] = given as unknown as [string | { text: string }]
    if (REGULAR.test(statementText(statement))) regular++
    return query.apply(this, given)
  } as typeof query
  t.teardown(() => { pg.Client.prototype.query = query })
  const ofWork = (): number => count - regular
  return {
    all: () => count,
    ofWork,
    async of (work) {
      const before = ofWork()
      await work()
      return ofWork() - before
    }
  }
}

/** Waits until nothing has been asked for a second. */
async function settled ({ all }: Counting): Promise<void> {
  for (let last = -1; last !== all();) {
    last = all()
    await sleep(1000)
  }
}
