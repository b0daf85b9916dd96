import { callerOf } from './caller.ts'
import { orderCall } from './requests.ts'

const CALLERS = 32 // each with one call at a time

/** Calls a second that a server answers when it is asked as fast as it answers. */
export async function capacityOf (port: number, milliseconds: number): Promise<number> {
  const started = performance.now()
  let answered = 0
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    const caller = await callerOf(port)
    while (performance.now() - started < milliseconds) {
      const { status } = await caller.call(orderCall())
      if (status === 200) answered++
    }
    caller.close()
  }))
  return answered / milliseconds * 1000
}
