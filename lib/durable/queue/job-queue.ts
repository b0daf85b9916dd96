import type { Db, JobAttempt, JobInsert } from 'pg-boss'
import type { FastifyError } from '@fastify/error'
import { BOSS_SCHEMA } from '../store/boss.ts'
import type { Queryable, Store } from '../store/store.ts'
import { growingIds } from './ids.ts'
import { keyOf, seal, type Letter, type Sealed } from './payload.ts'
import type { Queues } from './queues.ts'

/** A job that was fetched: one attempt at it. */
export interface Fetched extends JobAttempt { readonly data: Sealed }

/** What is put into queues together. */
export type Post = Partial<Record<keyof Queues, readonly Letter[]>>

/** Why a letter was given up, as it is kept with it. */
export interface GivenUp extends Letter {
  readonly queue: keyof Queues
  readonly code: string
  readonly why: string
  readonly attempts: number
  /** As JSON. */
  readonly letter: string
}

/** Moves letters between the queues of a bot: each move is one transaction. */
export interface Mail {
  readonly queues: Queues
  readonly store: Store
  /** Puts letters into their queues. */
  send: (post: Post, startAfter?: Date) => Promise<string[]>
  /** Ends an attempt, and puts into the queues what came of it. Whether it was still ours to end. */
  finish: (queue: keyof Queues, job: JobAttempt, post?: Post) => Promise<boolean>
  /** Ends an attempt that failed: there will be another. */
  postpone: (queue: keyof Queues, job: JobAttempt, milliseconds: number) => Promise<void>
  /** Takes a letter out of its queue that nobody has fetched yet, for something else. Whether it was there. */
  replace: (queue: keyof Queues, id: string, post: Post) => Promise<boolean>
}

/** Hears which queues have got something. */
export type OnPost = (queues: Array<keyof Queues>) => void

export function openMail (store: Store, queues: Queues, onPost: OnPost): Mail {
  const { boss } = store
  const nextId = growingIds()

  async function put (tx: Queryable, post: Post, startAfter?: Date): Promise<string[]> {
    const ids: string[] = []
    for (const [queue, letters] of Object.entries(post) as Array<[keyof Queues, readonly Letter[]]>) {
      if (letters.length === 0) continue
      const jobs: JobInsert[] = letters.map(letter => ({ id: nextId(), data: seal(letter), singletonKey: keyOf(letter.conversation), ...(startAfter && { startAfter }) }))
      await boss.insert(queues[queue], jobs, { db: databaseOf(tx) })
      ids.push(...jobs.map(({ id }) => id as string))
    }
    return ids
  }

  function tell (post: Post): void {
    onPost(Object.keys(post) as Array<keyof Queues>)
  }

  return {
    queues,
    store,
    async send (post, startAfter) {
      const ids = await store.transaction(tx => put(tx, post, startAfter))
      tell(post)
      return ids
    },
    async finish (queue, { id, retryCount }, post) {
      if (post === undefined) return affected(await boss.deleteJob(queues[queue], { id, retryCount })) // one statement is quicker, and until it is done a crash does the job twice
      const ours = await store.transaction(async tx => {
        const ours = affected(await boss.deleteJob(queues[queue], { id, retryCount }, { db: databaseOf(tx) }))
        if (ours) await put(tx, post)
        return ours
      })
      if (ours) tell(post)
      return ours
    },
    async postpone (queue, { id, retryCount }, milliseconds) {
      await store.transaction(async tx => {
        const db = databaseOf(tx)
        if (!affected(await boss.fail(queues[queue], { id, retryCount }, null, { db }))) return
        await boss.update(queues[queue], undefined, { id, startAfter: new Date(Date.now() + milliseconds), db })
      })
    },
    async replace (queue, id, post) {
      const there = await store.transaction(async tx => {
        const rows = await tx.query(`DELETE FROM ${BOSS_SCHEMA}.job WHERE name = $1 AND id = $2 AND state < 'active' RETURNING id`, [queues[queue], id])
        if (rows.length > 0) await put(tx, post)
        return rows.length > 0
      })
      if (there) tell(post)
      return there
    }
  }
}

/** A letter that is given up. */
export function givenUp (queue: keyof Queues, letter: Letter, { code, message }: Pick<FastifyError, 'code' | 'message'>, attempts: number): GivenUp {
  return { conversation: letter.conversation, queue, code, why: message, attempts, letter: JSON.stringify(letter) }
}

/** Lets pg-boss work inside a transaction of ours. */
function databaseOf (tx: Queryable): Db {
  return { executeSql: async (sql, values) => ({ rows: await tx.query(sql, values) }) }
}

/** pg-boss says how many jobs a command was about; its types do not. */
function affected (response: object): boolean {
  return (response as { affected: number }).affected > 0
}
