import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf, type Caller } from './caller.ts'
import { orderCall } from './requests.ts'

/** What came of honest calls: milliseconds of those that were answered 200, and what else there was. */
export interface Honest { times: number[], failures: string[] }

/** Calls one after the other, over an old connection and a new one in turn, for as long as that. */
export async function honestCalls (port: number, goesOn: () => boolean): Promise<Honest> {
  const times: number[] = []
  const failures: string[] = []
  let old: Caller | undefined
  for (let count = 0; goesOn(); count++) {
    const started = performance.now()
    try {
      const caller = count % 2 === 0 && old?.open() === true ? old : await callerOf(port)
      const { status } = await within(10_000, caller.call(orderCall()))
      if (status === 200) times.push(performance.now() - started)
      else failures.push(String(status))
      if (count % 2 === 0) old = caller
      else caller.close()
    } catch (error) {
      failures.push((error as NodeJS.ErrnoException).code ?? (error as Error).message)
    }
    await sleep(20)
  }
  old?.close()
  return { times, failures }
}

/** What a promise comes to, unless that takes longer. */
export async function within<T> (milliseconds: number, promise: Promise<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`no answer in ${milliseconds / 1000} s`)) }, milliseconds)
    promise.then(resolve, reject).finally(() => { clearTimeout(timer) })
  })
}
