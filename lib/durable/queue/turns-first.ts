import { withResolvers } from '../../shared/with-resolvers.ts'

/** Lets work for later stand back while a turn waits for the database: people wait for turns. */
export interface TurnsFirst {
  /** Does what a turn waits for. */
  run: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when no turn waits, and after a moment in any case: work for later goes on under any load. */
  pass: () => Promise<void>
}

interface StandBack { readonly until: Promise<void>, readonly end: () => void }

const LONGEST_MS = 5

export function createTurnsFirst (): TurnsFirst {
  let turns = 0
  let standing: StandBack | undefined // shared by all that stand back

  function standBack (): StandBack {
    const { promise: until, resolve } = withResolvers<void>()
    const end = (): void => {
      clearTimeout(timer)
      standing = undefined
      resolve()
    }
    const timer = setTimeout(end, LONGEST_MS)
    return { until, end }
  }

  return {
    async run (work) {
      turns++
      try {
        return await work()
      } finally {
        if (--turns === 0 && standing !== undefined) setImmediate(standing.end) // when the turn has been answered
      }
    },
    async pass () {
      if (turns === 0) return
      standing ??= standBack()
      await standing.until
    }
  }
}
