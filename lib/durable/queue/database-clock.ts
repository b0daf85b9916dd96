/** The clock of the database, as far as it is known here. */
export interface DatabaseClock {
  /** What it shows in so many milliseconds, in seconds. Never later than it really does. */
  in: (milliseconds: number) => number
  /** @param seconds what it showed in an answer that came at this moment */
  set: (seconds: number) => void
}

export function createDatabaseClock (): DatabaseClock {
  let offset = 0
  return {
    in: milliseconds => (performance.now() + milliseconds) / 1000 + offset,
    set (seconds) { offset = seconds - performance.now() / 1000 }
  }
}
