import type { FastifyError } from '@fastify/error'
import type { FastifyBaseLogger } from 'fastify'
import { FST_BOT_JOB_DIED, FST_BOT_SKILL_UNKNOWN } from '../../errors.ts'
import type { BotInternals } from '../../http/bot-internals.ts'
import { describeFailure } from '../../http/failure.ts'
import { recordCall } from '../../http/recorded-call.ts'
import type { Deferrals } from '../../turn/deferral.ts'
import { INTERIM_TIMEOUT_MS } from '../../turn/interim-reply.ts'
import { errands } from './deferrals.ts'
import { insist } from './retry-until-aborted.ts'
import { unseal, type Letter } from './payload.ts'
import { givenUp, type Fetched, type Mail } from './job-queue.ts'

/** A turn whose user was told to wait: the call, as it came. Its headers are not kept, for they hold credentials. */
export interface HeldTurn extends Letter {
  /** Where it came in: see `RecordedCall`. */
  readonly route: string
  readonly method: string
  readonly url: string
  readonly params: Readonly<Record<string, string>>
  /** The bytes of the body, in base64; nothing when there was none. */
  readonly body: string | undefined
}

const MOST_ATTEMPTS = 3 // to take a turn over

/** Keeps a turn until its handler is done, in this process or, when that dies, in another. */
export function holder (mail: Mail, closing: AbortSignal, log: FastifyBaseLogger): Required<Deferrals>['hold'] {
  return async turn => {
    const conversation = turn.id as string
    const { bytes, ...call } = recordCall(turn)
    const held: HeldTurn = { conversation, ...call, body: bytes?.toString('base64') }
    const [id] = await mail.send({ held: [held] }, new Date(Date.now() + INTERIM_TIMEOUT_MS))

    return {
      async done (outcome) {
        const post = 'error' in outcome
          ? { dead: [givenUp('held', held, outcome.error, 1)], push: messages(conversation, outcome.replies) }
          : { push: messages(conversation, outcome.replies), work: errands(conversation, outcome.deferred) }
        const inTime = AbortSignal.any([closing, AbortSignal.timeout(INTERIM_TIMEOUT_MS)])
        await insist(() => mail.replace('held', id as string, post), inTime).catch(({ message }) => {
          log.error({ ...turn.logLabel, failure: message }, 'bot turn: held, and what it came to could not be kept: it is taken over')
        })
        if ('error' in outcome) log.error({ ...turn.logLabel, ...describe(outcome.error) }, `bot turn: held, and given up: ${outcome.error.message}`)
      }
    }
  }
}

/** Takes over a turn whose process died: it runs again from its beginning, and what it answers is pushed. */
export function successor ({ recordedCalls }: BotInternals, mail: Mail, log: FastifyBaseLogger) {
  return async function takeOver (job: Fetched): Promise<void> {
    const held = unseal<HeldTurn>(job.data)
    const { conversation, route, method, url, params, body } = held
    const attempt = job.retryCount + 1
    const label = { conversation: conversation.slice(0, 100), attempt }
    if (attempt > MOST_ATTEMPTS) return giveUp(new FST_BOT_JOB_DIED(attempt - 1))

    const run = recordedCalls.get(route)
    if (run === undefined) return giveUp(new FST_BOT_SKILL_UNKNOWN())
    const bytes = body === undefined ? undefined : Buffer.from(body, 'base64')
    const result = await run({ route, method, url, params, bytes }, INTERIM_TIMEOUT_MS)
    const replies = result.status === 200 ? JSON.parse(result.body).replies : []
    if (result.error !== undefined) return giveUp(result.error, replies)
    await mail.finish('held', job, { push: messages(conversation, replies), work: errands(conversation, result.deferred) })
    log.info(label, 'bot turn: taken over from a process that died')

    async function giveUp (error: FastifyError, replies: readonly unknown[] = []): Promise<void> {
      await mail.finish('held', job, { dead: [givenUp('held', held, error, attempt)], push: messages(conversation, replies) })
      log.error({ ...label, ...describe(error) }, `bot turn: held, and given up: ${error.message}`)
    }
  }
}

/** What the log says of an error, with the name and the place of what the handler threw. */
function describe (error: FastifyError): object {
  return { code: error.code, ...(error.cause !== undefined && { failure: describeFailure(error.cause) }) }
}

function messages (conversation: string, replies: readonly unknown[]): Array<Letter & { message: unknown }> {
  return replies.map(message => ({ conversation, message }))
}
