import { repliesToText } from '../platform/session/replies-to-text.ts'
import type { Session } from '../platform/session/session-types.ts'
import { FST_BOT_PUSH_TIMEOUT } from '../errors.ts'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { optionsSchema, wholeNumber } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'

/** What is waited for. */
export interface WaitOptions {
  /** How many messages. Default: 1 */
  count?: number
  /** Milliseconds. Default: 5000 */
  timeout?: number
}

export const waitOptionsSchema = optionsSchema<WaitOptions>({
  count: wholeNumber('messages', { description: 'How many are waited for.', default: 1 }),
  timeout: wholeNumber('milliseconds', {
    description: 'How long they are waited for.', maximum: MAX_TIMER_MS, default: 5000
  })
}, { title: 'WaitOptions', description: 'Options of `chat.pushed`.' })

/** Messages that were pushed, however many calls they came in. */
export interface PushedMessages {
  readonly messages: readonly unknown[]
  /** Their readable text, as of a turn. */
  readonly text: string
}

/** Collects what is pushed from now on, for whoever waits for it. */
export function collectPushes (session: Session): (options?: WaitOptions) => Promise<PushedMessages> {
  const untaken: unknown[] = []
  let last: Promise<unknown> = Promise.resolve()
  session.onPush(({ messages }) => { untaken.push(...messages) })

  return options => {
    const arrived = last.then(() => take(options))
    last = arrived.catch(() => {})
    return arrived
  }

  async function take (options: WaitOptions = {}): Promise<PushedMessages> {
    const { count, timeout } = readOptions(waitOptionsSchema, options) as Required<WaitOptions>
    if (untaken.length < count && !(await more(count, timeout))) {
      throw new FST_BOT_PUSH_TIMEOUT(count, timeout, untaken.length)
    }
    const messages = untaken.splice(0, count)
    return { messages, text: repliesToText(messages) }
  }

  /** @returns whether so many are there in time */
  function more (count: number, timeout: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => { done(false) }, timeout)
      const stop = session.onPush(() => { if (untaken.length >= count) done(true) })

      function done (inTime: boolean): void {
        clearTimeout(timer)
        stop()
        resolve(inTime)
      }
    })
  }
}
