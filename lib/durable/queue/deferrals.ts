import { FST_BOT_STORE_UNAVAILABLE } from '../../errors.ts'
import type { Deferral, Deferrals } from '../../turn/deferral.ts'
import type { RequestTurn } from '../../turn/request-turn.ts'
import type { Errand } from './process-job.ts'
import type { Mail } from './job-queue.ts'
import type { JobRegistry } from './registry.ts'

const PATIENCE = 4000 // milliseconds: the user waits, and the platform does for about 15 seconds

/** Keeps what turns leave for later in the store. */
export function deferralsOf (mail: Mail, { check }: JobRegistry, hold: Required<Deferrals>['hold']): Deferrals {
  return {
    check,
    async commit (turn, deferrals) {
      await inTime(mail.send({ work: errands(turn.id as string, deferrals) }))
    },
    hold: (turn: RequestTurn) => inTime(hold(turn))
  }
}

export function errands (conversation: string, deferrals: readonly Deferral[]): Errand[] {
  return deferrals.map(({ job, input }) => ({ conversation, job, input }))
}

/** What is kept after all when nobody waits for it any more is done, though its turn has failed. */
function inTime<T> (kept: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new FST_BOT_STORE_UNAVAILABLE(`it did not answer within ${PATIENCE} ms`)) }, PATIENCE)
  })
  return Promise.race([kept, late]).catch(cause => {
    throw cause instanceof FST_BOT_STORE_UNAVAILABLE ? cause : new FST_BOT_STORE_UNAVAILABLE(cause.message, { cause })
  }).finally(() => { clearTimeout(timer) })
}
