import type { PgBoss, Queue } from 'pg-boss'

/** The names of a bot's queues. */
export interface Queues {
  /** Jobs that turns have left for later, in order per conversation. */
  readonly work: string
  /** Messages to push, in order per conversation. */
  readonly push: string
  /** Turns whose user was told to wait, to be taken over when their process dies. */
  readonly held: string
  /** What was given up. */
  readonly dead: string
}

/** The longest that a job may take, in seconds; after that it is given to another process. */
export const LONGEST_JOB = 900

const FOREVER = 1_000_000 // the limits are ours: a job that pg-boss itself gives up would block its conversation
const IN_ORDER = 'key_strict_fifo'

const common: Omit<Queue, 'name'> = {
  retryLimit: FOREVER,
  retryDelay: 0,
  retentionSeconds: 14 * 24 * 3600,
  deleteAfterSeconds: 3600,
  heartbeatSeconds: 10 // the shortest there is: a job whose process has died is known by its silence
}

export function queuesOf (name: string): Queues {
  return { work: `${name}/work`, push: `${name}/push`, held: `${name}/held`, dead: `${name}/dead` }
}

/** Makes the queues of a bot; those that are there stay as they are. */
export async function makeQueues (boss: PgBoss, { work, push, held, dead }: Queues): Promise<void> {
  await boss.createQueue(work, { ...common, policy: IN_ORDER, expireInSeconds: LONGEST_JOB })
  await boss.createQueue(push, { ...common, policy: IN_ORDER, expireInSeconds: 120 })
  await boss.createQueue(held, { ...common, expireInSeconds: 120 })
  await boss.createQueue(dead, common)
}
