/** Lets work for later stand back while a turn waits for the database: people wait for turns. */
export interface TurnsFirst {
  /** Does what a turn waits for. */
  run: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when no turn waits, and after a moment in any case: work for later goes on under any load. */
  pass: () => Promise<void>
}

const LONGEST_MS = 5

export function createTurnsFirst (): TurnsFirst {
  let turns = 0
  let waiting: Array<() => void> = []

  function letPass (): void {
    const passing = waiting
    waiting = []
    for (const pass of passing) pass()
  }

  return {
    async run (work) {
      turns++
      try {
        return await work()
      } finally {
        if (--turns === 0 && waiting.length > 0) setImmediate(letPass) // when the turn has been answered
      }
    },
    async pass () {
      if (turns === 0) return
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, LONGEST_MS)
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }
}
