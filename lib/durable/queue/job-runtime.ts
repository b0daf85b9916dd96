import type { FastifyInstance } from 'fastify'
import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import type { BotInternals } from '../../http/bot-internals.ts'
import type { Deferrals } from '../../turn/deferral.ts'
import type { ReplyPolicy } from '../../turn/respond.ts'
import { createPush } from '../push/client.ts'
import type { Connector } from '../push/connector.ts'
import { deliverer } from '../push/process-push.ts'
import type { Store } from '../store/store.ts'
import { deferralsOf } from './deferrals.ts'
import { jobber } from './process-job.ts'
import { holder, successor } from './held-turns.ts'
import type { AddJob } from './job.ts'
import { openMail, type Mail } from './job-queue.ts'
import { giveBackOrphans } from './requeue-stalled.ts'
import { makeQueues, queuesOf, type Queues } from './queues.ts'
import { jobRegistry } from './registry.ts'
import { startWorker, type Work, type Worker } from './worker.ts'

export interface DeskSettings {
  store: Store
  name: string
  connector: Connector | undefined
  concurrency: number
  rules: ReplyPolicy
  internals: BotInternals
  isReady: () => boolean
}

/** Where work is left for later, and done. */
export interface Desk {
  readonly job: AddJob
  readonly mail: Mail
  /** Without a connector nobody could be answered later, and nothing may be left. */
  readonly deferrals: Deferrals | undefined
  /** Begins to work. */
  open: () => Promise<void>
  /** Takes no more, and waits for what is being done, but not for ever. */
  close: () => Promise<void>
}

function refuse (): never {
  throw new FST_BOT_OPTION_INVALID('connector', 'is needed by bot.job: what a job replies is pushed through it')
}

const GRACE = 10_000 // milliseconds

export async function startDesk (app: FastifyInstance, { store, name, connector, concurrency, rules, internals, isReady }: DeskSettings): Promise<Desk> {
  const { log } = app
  const queues = queuesOf(name)
  const workers = new Map<keyof Queues, Worker>()
  const jobs = jobRegistry(isReady)
  const closing = new AbortController()
  const mail = openMail(store, queues, posted => { for (const queue of posted) workers.get(queue)?.wake() })
  await makeQueues(store.boss, queues)

  async function open (): Promise<void> {
    if (connector === undefined) return
    await giveBackOrphans(store, queues)
    start('work', concurrency, jobber(mail, jobs, rules, log))
    start('push', connector.concurrency, deliverer(mail, createPush(connector), connector, log))
    start('held', 1, successor(internals, mail, log))
  }

  function start (queue: keyof Queues, slots: number, run: Work['run']): void {
    const onTrouble = ({ message }: Error): void => { log.error({ queue, failure: message }, 'bot store: work for later is in trouble') }
    workers.set(queue, startWorker(store.boss, queues[queue], { slots, run, onTrouble }))
  }

  return {
    mail,
    deferrals: connector === undefined ? undefined : deferralsOf(mail, jobs, holder(mail, closing.signal, log)),
    job: connector === undefined ? refuse : jobs.add,
    open,
    async close () {
      closing.abort()
      await Promise.all([...workers.values()].map(worker => worker.stop(GRACE)))
    }
  }
}
