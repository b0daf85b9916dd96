import { unseal, type Letter, type Sealed } from './payload.ts'
import type { GivenUp, Mail } from './job-queue.ts'
import type { Queues } from './queues.ts'

/** What was given up. */
export interface DeadLetter {
  readonly id: string
  readonly conversation: string
  /** What it was: a job, a message to push, a turn whose user was told to wait. */
  readonly kind: 'job' | 'push' | 'turn'
  /** Name of the job, if it was one. */
  readonly job?: string
  /** Why it was given up. */
  readonly code: string
  readonly why: string
  readonly attempts: number
  readonly at: Date
}

/** `app.bot.deadLetters`: dead letters are kept for 14 days. */
export interface DeadLetters {
  /** The oldest first; 100 at the most, beginning after the one of this id. */
  list: (options?: { after?: string }) => Promise<DeadLetter[]>
  /** Puts one back to where it was given up, behind what its conversation waits for. Whether there is such a one. */
  retry: (id: string) => Promise<boolean>
}

const PAGE = 100
const KINDS = { work: 'job', push: 'push', held: 'turn', dead: 'job' } as const satisfies Record<keyof Queues, DeadLetter['kind']>

export function deadLetters ({ queues, store: { boss }, replace }: Mail): DeadLetters {
  return {
    async list ({ after } = {}) {
      const jobs = await boss.findJobs<Sealed>(queues.dead, { limit: PAGE, ...(after !== undefined && { after }) })
      return jobs.map(({ id, data, createdOn }) => {
        const { conversation, queue, code, why, attempts, letter } = unseal<GivenUp>(data)
        const { job } = JSON.parse(letter) as { job?: string }
        return { id, conversation, kind: KINDS[queue], ...(job !== undefined && { job }), code, why, attempts, at: createdOn }
      })
    },
    async retry (id) {
      const [dead] = UUID.test(id) ? await boss.findJobs<Sealed>(queues.dead, { id }) : []
      if (dead === undefined) return false
      const { queue, letter } = unseal<GivenUp>(dead.data)
      return replace('dead', id, { [queue]: [JSON.parse(letter) as Letter] })
    }
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
