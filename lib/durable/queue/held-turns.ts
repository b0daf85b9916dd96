import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { FST_BOT_JOB_DIED } from '../../errors.ts'
import { asInsider, type Insider } from '../../http/insider.ts'
import { getRawBody } from '../../http/raw-body.ts'
import type { Deferral, Deferrals } from '../../turn/deferral.ts'
import { INTERIM_TIMEOUT_MS } from '../../turn/interim-reply.ts'
import { errands } from './deferrals.ts'
import { insist } from './retry-until-aborted.ts'
import { unseal, type Letter } from './payload.ts'
import { givenUp, type Fetched, type Mail } from './job-queue.ts'

/** A turn whose user was told to wait: the call, as it came. Its headers are not kept, for they hold credentials. */
export interface HeldTurn extends Letter {
  readonly method: string
  readonly url: string
  /** The bytes of the body, in base64; nothing when there was none. */
  readonly body: string | undefined
}

const MOST_ATTEMPTS = 3 // to take a turn over

/** Keeps a turn until its handler is done, in this process or, when that dies, in another. */
export function holder (mail: Mail, closing: AbortSignal, log: FastifyBaseLogger): Deferrals['hold'] {
  return async turn => {
    const conversation = turn.id as string
    const { method, originalUrl } = turn.request
    const held: HeldTurn = { conversation, method, url: originalUrl, body: getRawBody(turn.request)?.toString('base64') }
    const [id] = await mail.send({ held: [held] }, new Date(Date.now() + INTERIM_TIMEOUT_MS))

    return {
      async done (outcome) {
        const post = 'error' in outcome
          ? { dead: [givenUp('held', held, outcome.error, 1)] }
          : { push: messages(conversation, outcome.replies), work: errands(conversation, outcome.deferred) }
        const inTime = AbortSignal.any([closing, AbortSignal.timeout(INTERIM_TIMEOUT_MS)])
        await insist(() => mail.replace('held', id as string, post), inTime).catch(({ message }) => {
          log.error({ ...turn.label, failure: message }, 'bot turn: held, and what it came to could not be kept: it is taken over')
        })
        if ('error' in outcome) log.error({ ...turn.label, code: outcome.error.code }, `bot turn: held, and given up: ${outcome.error.message}`)
      }
    }
  }
}

/** Takes over a turn whose process died: it runs again from its beginning, and what it answers is pushed. */
export function successor (app: FastifyInstance, mail: Mail, log: FastifyBaseLogger) {
  return async function takeOver (job: Fetched): Promise<void> {
    const held = unseal<HeldTurn>(job.data)
    const { conversation, method, url, body } = held
    const attempt = job.retryCount + 1
    const label = { conversation: conversation.slice(0, 100), attempt }
    if (attempt > MOST_ATTEMPTS) return giveUp(new FST_BOT_JOB_DIED(attempt - 1))

    const inside: Insider = { deadline: INTERIM_TIMEOUT_MS, deferred: [] as Deferral[] }
    const response = await asInsider(inside, async () => await app.inject({ // it begins when it is waited for
      method: method as 'POST',
      url,
      ...(body !== undefined && { payload: Buffer.from(body, 'base64'), headers: { 'content-type': 'application/json' } })
    }))
    const answer = response.json()
    if (response.statusCode !== 200) return giveUp({ code: answer.code, message: `taken over, it was answered ${response.statusCode}` })
    await mail.finish('held', job, { push: messages(conversation, answer.replies), work: errands(conversation, inside.deferred) })
    log.info(label, 'bot turn: taken over from a process that died')

    async function giveUp (error: { code: string, message: string }): Promise<void> {
      await mail.finish('held', job, { dead: [givenUp('held', held, error, attempt)] })
      log.error({ ...label, code: error.code }, `bot turn: held, and given up: ${error.message}`)
    }
  }
}

function messages (conversation: string, replies: readonly unknown[]): Array<Letter & { message: unknown }> {
  return replies.map(message => ({ conversation, message }))
}
