import { BOSS_SCHEMA } from '../store/boss.ts'
import type { Store } from '../store/store.ts'
import type { Queues } from './queues.ts'

/**
 * Gives back what a process was doing when it died. PGlite has one process at a time, so nobody else can be doing it;
 * on PostgreSQL it may be another's, and is found by the silence of its process.
 */
export async function giveBackOrphans ({ kind, query, boss }: Store, queues: Queues): Promise<void> {
  if (kind === 'postgres') return
  for (const queue of Object.values(queues)) {
    const orphans = await query<{ id: string }>(`SELECT id FROM ${BOSS_SCHEMA}.job WHERE name = $1 AND state = 'active'`, [queue])
    if (orphans.length > 0) await boss.fail(queue, orphans.map(({ id }) => id))
  }
}
