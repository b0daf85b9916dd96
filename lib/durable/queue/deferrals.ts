import { FST_BOT_STORE_UNAVAILABLE } from '../../errors.ts'
import type { Deferral, Deferrals } from '../../turn/deferral.ts'
import type { DatabaseClock } from './database-clock.ts'
import type { JobQueue } from './job-queue.ts'
import type { JobPayload } from './process-job.ts'
import type { JobRegistry } from './registry.ts'

/** A statement that reaches the database later writes nothing. */
const WRITE_WITHIN_MS = 3000
/** As long again, for the answer of the database: who gives up before has work done that it was refused. */
const ANSWER_WITHIN_MS = 6000

/** Writes for a caller who waits: rejects with FST_BOT_STORE_UNAVAILABLE, and then nothing is kept. */
export type WriteInTime = <T>(write: (deadline: number) => Promise<T | undefined | false>) => Promise<T>

/** Keeps what turns leave for later in the store. */
export function createDeferrals (jobQueue: JobQueue, {
  check
}: JobRegistry, writeInTime: WriteInTime, hold: Required<Deferrals>['hold']): Deferrals {
  return {
    check,
    async commit (turn, deferrals) {
      await writeInTime(async deadline => jobQueue.enqueue({ jobs: toJobs(turn.id as string, deferrals) }, deadline))
    },
    hold
  }
}

export function toJobs (conversation: string, deferrals: readonly Deferral[]): JobPayload[] {
  return deferrals.map(({ job, input }) => ({ conversation, job, input }))
}

export function createWriteInTime (clock: DatabaseClock): WriteInTime {
  return async <T>(write: (deadline: number) => Promise<T | undefined | false>) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => { reject(new FST_BOT_STORE_UNAVAILABLE(`no answer within ${ANSWER_WITHIN_MS} ms`)) },
        ANSWER_WITHIN_MS)
    })
    try {
      const written = await Promise.race([write(clock.in(WRITE_WITHIN_MS)), late])
        .finally(() => { clearTimeout(timer) })
      if (written === undefined ||
        written === false) throw new FST_BOT_STORE_UNAVAILABLE(`not reached within ${WRITE_WITHIN_MS} ms`)
      return written
    } catch (cause) {
      throw cause instanceof FST_BOT_STORE_UNAVAILABLE
        ? cause
        : new FST_BOT_STORE_UNAVAILABLE((cause as Error).message, { cause })
    }
  }
}
