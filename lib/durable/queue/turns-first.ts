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
  let standing: Promise<void> | undefined // shared by all that stand back
  let end = (): void => {}

  function standBack (): Promise<void> {
    return new Promise(resolve => {
      end = () => {
        clearTimeout(timer)
        standing = undefined
        resolve()
      }
      const timer = setTimeout(end, LONGEST_MS)
    })
  }

  return {
    async run (work) {
      turns++
      try {
        return await work()
      } finally {
        if (--turns === 0 && standing !== undefined) setImmediate(end) // when the turn has been answered
      }
    },
    async pass () {
      if (turns === 0) return
      await (standing ??= standBack())
    }
  }
}
