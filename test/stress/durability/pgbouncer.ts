import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { freePort, startPostgres, userOfServer } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import type { RunningBot } from './start-bot.ts'
import { endReplicas, PUSHES, startReplica } from './start-replicas.ts'
import { findingsOf, startTalks } from './talks.ts'

const PROGRAM = '/usr/sbin/pgbouncer'
const SESSIONS = 4 // of PostgreSQL, which all replicas share

/** Three replicas behind PgBouncer, which gives each transaction another session; one of them is killed. */
export async function pgbouncer (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const store = await startPooler(closing, postgres.url)
  const startOne = async (): Promise<RunningBot> =>
    startReplica(closing, { store, connector: connector.url })
  const bots = await Promise.all([startOne(), startOne(), startOne()]) // each migrates the empty database
  let urls = bots.map(({ url }) => url)
  const talks = startTalks(connector, () => urls)
  await sleep(seconds * 500)
  urls = urls.slice(1)
  await bots[0]?.kill()
  await sleep(seconds * 500)
  const another = await startOne() // whose locks nobody has kept
  urls = [...urls, another.url]
  await sleep(1000)
  const result = await talks.end()
  const locks = await advisoryLocks(postgres.url)
  await endReplicas([...bots, another])
  return [
    ...findingsOf(result, PUSHES, 'those that were on their way when a replica was killed'),
    { figure: `${locks} locks are held by sessions in the end`, met: locks === 0 },
    { figure: `the fourth replica listened ${another.took.toFixed(0)} ms after its start` }
  ]
}

/** @returns the address of the database behind it */
async function startPooler (closing: Closing, database: string): Promise<string> {
  await stat(PROGRAM).catch(() => { throw new Error('it takes PgBouncer: apt-get install pgbouncer') })
  const place = folder(closing)
  const asUser = await userOfServer(place)
  const port = await freePort()
  const target = new URL(database)
  const file = `${place}/pgbouncer.ini`
  await writeFile(file, `
    [databases]
    postgres = host=${target.hostname} port=${target.port} user=${target.username}
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = ${port}
    unix_socket_dir =
    auth_type = any
    pool_mode = transaction
    default_pool_size = ${SESSIONS}
    max_client_conn = 200
  `.replaceAll(/^ +/gm, ''))
  await chmod(file, 0o644)
  const [command, args] = asUser(PROGRAM, '--quiet', file)
  const pooler = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  closing.teardown(async () => {
    pooler.kill('SIGKILL')
    if (pooler.exitCode === null && pooler.signalCode === null) await once(pooler, 'exit')
  })
  target.port = String(port)
  await until(async () => answers(target.href), 10_000)
  return target.href
}

async function answers (url: string): Promise<boolean> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function advisoryLocks (url: string): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows: [row] } = await client.query(
    "SELECT count(*)::integer AS count FROM pg_locks WHERE locktype = 'advisory'")
  await client.end()
  return row.count
}
