import type { FastifyInstance } from 'fastify'
import { asInsider, insider, type Insider } from '../../../http/insider.ts'
import type { Deferral } from '../../../turn/deferral.ts'
import type { turnOf } from './turn-of.ts'

/** How a turn went, and how it goes now. */
export interface Replayed {
  readonly then: Answered
  readonly now: Answered
  /** What the turn would have left for later: it was not kept. */
  readonly deferred: readonly Deferral[]
  /** Whether parts of the call were masked when it was kept, so that it is not the same any more. */
  readonly redacted: boolean
}

export interface Answered { readonly status: number, readonly body: string }

const DEADLINE = 8000 // milliseconds, as for any turn
const replays = new WeakSet<Insider>()

/** Takes a turn again with the call that was kept. What its handler does elsewhere it does again. */
export async function replay (app: Pick<FastifyInstance, 'inject'>, { raw, route, answer, redacted }: Awaited<ReturnType<typeof turnOf>>): Promise<Replayed> {
  const deferred: Deferral[] = []
  const caller: Insider = { deadline: DEADLINE, deferred }
  replays.add(caller)
  const { statusCode: status, body } = await asInsider(caller, async () => await app.inject({ // which calls when it is awaited: that must be here
    method: route.method as 'POST',
    url: route.url,
    ...(route.type !== undefined && { headers: { 'content-type': route.type } }),
    ...(raw.length > 0 && { payload: raw })
  }))
  return { then: answer, now: { status, body }, deferred, redacted: redacted === true }
}

/** Whether the turn that is being taken is a replay: if it fails, that is nothing new. */
export function isReplay (): boolean {
  const caller = insider()
  return caller !== undefined && replays.has(caller)
}
