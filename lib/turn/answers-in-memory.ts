import type { Answers, Given } from './once.ts'

/** How much is remembered, at most; then the oldest answers are forgotten. */
export interface Bounds {
  /** How long, in milliseconds. Default: 5 minutes. */
  time: number
  /** Default: 10000. */
  answers: number
  /** Of all keys and answers as JavaScript holds them, at 2 bytes for a character. Default: 16 MiB. */
  bytes: number
}

interface Answer { body: string, at: number }

/** Remembers answers in this process. */
export function answersInMemory ({ time = 5 * 60_000, answers = 10_000, bytes = 16 * 1024 * 1024 }: Partial<Bounds> = {}): Answers {
  const running = new Map<string, Array<(given: Given) => void>>()
  const answered = new Map<string, Answer>() // the oldest first
  let size = 0
  let timer: NodeJS.Timeout | undefined

  return {
    claim ({ key }) {
      const answer = answered.get(key)
      if (answer !== undefined && !isOld(answer)) return { body: answer.body }
      const waiting = running.get(key)
      if (waiting !== undefined) return new Promise(resolve => { waiting.push(resolve) })
      running.set(key, [])
    },

    keep ({ key }, body) {
      tell(key, { body })
      forget(key)
      answered.set(key, { body, at: performance.now() })
      size += bytesOf(key, body)
      for (const oldest of answered.keys()) {
        if (answered.size <= answers && size <= bytes) break
        forget(oldest)
      }
      timer ??= setTimeout(forgetOld, time).unref()
    },

    release ({ key }, error) {
      tell(key, { error })
    }
  }

  function tell (key: string, given: Given): void {
    for (const resolve of running.get(key) ?? []) resolve(given)
    running.delete(key)
  }

  function forget (key: string): void {
    const answer = answered.get(key)
    if (answer === undefined) return
    answered.delete(key)
    size -= bytesOf(key, answer.body)
  }

  function forgetOld (): void {
    for (const [key, answer] of answered) {
      if (!isOld(answer)) break
      forget(key)
    }
    timer = answered.size === 0 ? undefined : setTimeout(forgetOld, time).unref()
  }

  function isOld ({ at }: Answer): boolean {
    return performance.now() - at >= time
  }
}

function bytesOf (key: string, body: string): number {
  return 2 * (key.length + body.length)
}
