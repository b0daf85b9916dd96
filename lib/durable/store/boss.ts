import type { ConstructorOptions, PgBoss } from 'pg-boss'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import type { StoreSurroundings } from './store.ts'

const USE = { what: 'the durable store', packages: ['pg-boss'], production: true }
export const BOSS_SCHEMA = 'bot_jobs'

/** A job whose process died is found by its silence, which is looked for this often. */
const SUPERVISE = 5 // seconds

/** Starts the queues on a database. */
export async function startBoss (options: ConstructorOptions, { log }: StoreSurroundings): Promise<PgBoss> {
  const { PgBoss } = await importOptionalPackage<typeof import('pg-boss')>('pg-boss', USE)
  const boss = new PgBoss({
    schema: BOSS_SCHEMA,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE,
    monitorIntervalSeconds: SUPERVISE,
    registerInstance: false,
    useListenNotify: true, // an idle worker sleeps until there is something to do
    ...options
  })
  boss.on('error', error => { log.error({ failure: error.message }, 'bot store: the queues are in trouble') })
  boss.on('warning', ({ message, data }) => { log.warn({ kind: Object(data).type }, `bot store: ${message}`) })
  try {
    return await boss.start()
  } catch (error) {
    await boss.stop({ graceful: false }) // what had started
    throw error
  }
}
