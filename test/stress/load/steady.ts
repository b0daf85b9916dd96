import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf, type Answer, type Caller } from './caller.ts'
import { within } from './honest.ts'

/** What came of a call: when it was to be made, and its answer or what was there instead. */
export interface CallResult { kind: string, at: number, answer: Answer | undefined, failure: string | undefined }

/** A call as it is made: where, and what it says. `kind` is what its outcome is counted under. */
export interface Planned { kind: string, port: number, request: string }

/** A load that does not wait for answers: as many calls a second, whatever the server does. */
export interface Load {
  rate: number
  milliseconds: number
  next: () => Planned
  /** Connections that are open at most; a call that finds none free is not made, and counted as that. */
  connections?: number
}

const TIMEOUT_MS = 10_000 // milliseconds until a caller gives up

/**
 * Calls at a steady rate, over as many connections as it takes. @returns what came of each call, in the order of the
 * answers
 */
export async function steadily ({ rate, milliseconds, next, connections = 500 }: Load): Promise<CallResult[]> {
  const outcomes: CallResult[] = []
  const idle = new Map<number, Caller[]>()
  const calls = new Set<Promise<void>>()
  const started = performance.now()
  let open = 0

  for (let made = 0; ;) {
    const now = performance.now() - started
    if (now >= milliseconds) break
    for (; made < now * rate / 1000; made++) {
      const planned = next()
      const at = made / rate * 1000
      const call = one(planned, at)
      calls.add(call)
      call.finally(() => { calls.delete(call) })
    }
    await sleep(2)
  }
  await Promise.all(calls)
  for (const callers of idle.values()) for (const caller of callers) caller.close()
  return outcomes

  async function one ({ kind, port, request }: Planned, at: number): Promise<void> {
    let caller = freeCaller(port)
    if (caller === undefined && open >= connections) {
      outcomes.push({ kind, at, answer: undefined, failure: 'no connection free' })
      return
    }
    let made = false
    try {
      if (caller === undefined) {
        open++
        made = true
        caller = await callerOf(port)
      }
      const answer = await within(TIMEOUT_MS, caller.call(request))
      outcomes.push({ kind, at, answer, failure: undefined })
      if (caller.open()) idle.get(port)?.push(caller)
      else open--
    } catch (error) {
      caller?.close()
      if (made || caller !== undefined) open--
      outcomes.push({
        kind, at, answer: undefined, failure: (error as NodeJS.ErrnoException).code ?? (error as Error).message
      })
    }
  }

  /** A connection that nobody uses, and that is still open. */
  function freeCaller (port: number): Caller | undefined {
    const callers = idle.get(port) ?? []
    idle.set(port, callers)
    for (;;) {
      const caller = callers.pop()
      if (caller === undefined || caller.open()) return caller
      open--
    }
  }
}

/** What outcomes are told by: a status, or what was there instead. */
export function wordOf ({ answer, failure }: CallResult): string | number {
  return answer?.status ?? failure ?? ''
}
