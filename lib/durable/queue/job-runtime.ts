import type { FastifyInstance } from 'fastify'
import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import type { BotInternals } from '../../http/bot-internals.ts'
import type { Deferrals } from '../../turn/deferral.ts'
import type { HandlerResult } from '../../turn/turn.ts'
import { checkReplies, type ReplyPolicy } from '../../turn/respond.ts'
import { createCircuitBreaker, type CircuitBreaker } from '../push/circuit-breaker.ts'
import { createPush } from '../push/client.ts'
import type { Connector } from '../push/connector.ts'
import { createPushProcessor } from '../push/process-push.ts'
import type { Listener, Store } from '../../store/store.ts'
import { createDatabaseClock } from './database-clock.ts'
import { createDeferrals, createWriteInTime } from './deferrals.ts'
import { createHeldTurns, createTakeoverProcessor } from './held-turns.ts'
import type { AddJob } from './job.ts'
import { openJobQueue, type OnEnqueued } from './job-queue.ts'
import { startLeaseRenewal } from './lease-renewer.ts'
import { toPushes, type QueueName } from './payload.ts'
import { createJobProcessor } from './process-job.ts'
import { createJobRegistry } from './registry.ts'
import { startUpkeep } from './maintenance.ts'
import type { TurnsFirst } from './turns-first.ts'
import { startWorker, type Worker, type WorkerOptions } from './worker.ts'

export interface JobRuntimeOptions {
  store: Store
  /** URL of the store. */
  url: string
  name: string
  connector: Connector | undefined
  concurrency: number
  rules: ReplyPolicy
  internals: BotInternals
  turnsFirst: Pick<TurnsFirst, 'pass'>
  isReady: () => boolean
}

/** `app.bot.push` */
export type PushReplies = (conversation: string, replies: HandlerResult) => Promise<void>

/** Keeps work for later, and does it. */
export interface JobRuntime {
  readonly job: AddJob
  readonly push: PushReplies
  readonly onEnqueued: OnEnqueued
  /** Undefined without a connector: nobody could be answered later. */
  readonly deferrals: Deferrals | undefined
  readonly breaker: Pick<CircuitBreaker, 'reason'>
  /** Starts to work. */
  open: () => Promise<void>
  /** Takes nothing more, and waits for what is running, but not for ever. */
  close: () => Promise<void>
}

const GRACE_MS = 10_000
const POLL_MS = 2000
const JOB_TIMEOUT_MS = 900_000
const PUSH_TIMEOUT_MS = 120_000
const TAKEOVER_TIMEOUT_MS = 120_000

export function createJobRuntime (
  app: FastifyInstance,
  { store, url, name, connector, concurrency, rules, internals, turnsFirst: { pass }, isReady }: JobRuntimeOptions
): JobRuntime {
  const { log } = app
  const workers = new Map<string, Worker>()
  const onEnqueued: OnEnqueued = queues => { for (const queue of queues) workers.get(queue)?.wake() }
  const jobQueue = openJobQueue(store, name, onEnqueued, pass)
  const registry = createJobRegistry(isReady)
  const clock = createDatabaseClock()
  const writeInTime = createWriteInTime(clock)
  const heldTurns = createHeldTurns(jobQueue, writeInTime, log)
  const breaker = createCircuitBreaker(reason => {
    if (reason === undefined) log.info('bot push: the Bot Connector takes messages again')
    else {
      log.error({ failure: reason },
        'bot push: the Bot Connector takes no messages, all of them wait: check connector.url and connector.token')
    }
  })
  const onTrouble = createTroubleLog(app)
  let listener: Listener | undefined
  let polling: NodeJS.Timeout | undefined
  let stopRenewal = async (): Promise<void> => {}
  let stopUpkeep = async (): Promise<void> => {}

  async function open (): Promise<void> {
    if (connector === undefined) return
    await poll()
    const process = {
      jobs: createJobProcessor(jobQueue, registry, rules, log),
      turns: createTakeoverProcessor(internals, jobQueue, log)
    }
    const processPush = createPushProcessor(jobQueue, { push: createPush(connector), breaker, retry: connector.retry },
      log)
    start('jobs', { concurrency, timeoutMs: JOB_TIMEOUT_MS, process: process.jobs, onTrouble })
    start('pushes', {
      concurrency: connector.concurrency, timeoutMs: PUSH_TIMEOUT_MS, process: processPush, gate: breaker, onTrouble
    })
    start('turns', { concurrency, timeoutMs: TAKEOVER_TIMEOUT_MS, process: process.turns, onTrouble })
    polling = setInterval(() => { poll().catch(onTrouble) }, POLL_MS).unref()
    listener = await store.listen('bot_webhook', message => {
      const [bot, queue, origin] = message.split('/')
      if (bot === name && origin !== jobQueue.origin) workers.get(queue as string)?.wake()
    })
    const items = () => [...[...workers.values()].flatMap(worker => worker.items()), ...heldTurns.items()]
    stopRenewal = startLeaseRenewal(jobQueue, store.kind === 'postgres' ? url : undefined, items, onTrouble)
    stopUpkeep = startUpkeep(store, name, onTrouble)
  }

  function start (queue: QueueName, options: Omit<WorkerOptions, 'pass'>): void {
    workers.set(queue, startWorker(jobQueue, queue, { ...options, pass }))
  }

  let isPolling = false
  async function poll (): Promise<void> {
    if (isPolling) return
    isPolling = true
    try {
      const due = await jobQueue.findDue()
      clock.set(due.clock)
      onTrouble.over()
      onEnqueued(due.queues)
    } finally {
      isPolling = false
    }
  }

  async function push (conversation: string, replies: HandlerResult): Promise<void> {
    if (typeof conversation !== 'string' ||
      conversation === '') throw new FST_BOT_OPTION_INVALID('conversation', 'must be the id of a conversation')
    const pushes = toPushes(conversation, checkReplies(replies, rules))
    if (pushes.length > 0) await writeInTime(async deadline => jobQueue.enqueue({ pushes }, deadline))
  }

  return {
    job: connector === undefined ? refuseWithoutConnector('bot.job') : registry.add,
    push: connector === undefined ? refuseWithoutConnector('bot.push') : push,
    onEnqueued,
    deferrals: connector === undefined ? undefined : createDeferrals(jobQueue, registry, writeInTime, heldTurns.hold),
    breaker,
    open,
    async close () {
      clearInterval(polling)
      await Promise.all([heldTurns.stop(GRACE_MS), ...[...workers.values()].map(worker => worker.stop(GRACE_MS))])
      await Promise.all([stopRenewal(), stopUpkeep(), listener?.close()])
    }
  }
}

function refuseWithoutConnector (what: string): () => never {
  return () => { throw new FST_BOT_OPTION_INVALID('connector', `is needed by ${what}: replies are pushed through it`) }
}

/** Says once that the store is in trouble, and once that it is over. */
function createTroubleLog ({ log }: FastifyInstance): ((error: Error) => void) & { over: () => void } {
  let isInTrouble = false
  const onTrouble = ({ message }: Error): void => {
    if (!isInTrouble) log.error({ failure: message }, 'bot store: deferred work is delayed, the store does not answer')
    isInTrouble = true
  }
  return Object.assign(onTrouble, {
    over () {
      if (isInTrouble) log.info('bot store: deferred work goes on')
      isInTrouble = false
    }
  })
}
