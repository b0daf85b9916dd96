import { BOSS_SCHEMA } from '../store/boss.ts'
import type { Queryable } from '../store/store.ts'
import { keyOf } from './payload.ts'
import type { Queues } from './queues.ts'

/** Deletes all that the queues hold of a conversation. What is being done at this moment is not called back. */
export async function eraseLetters (tx: Queryable, queues: Queues, conversation: string): Promise<number> {
  const rows = await tx.query(`DELETE FROM ${BOSS_SCHEMA}.job WHERE name = ANY($1::text[]) AND singleton_key = $2 RETURNING id`, [Object.values(queues), keyOf(conversation)])
  return rows.length
}
