/**
 * Runs one piece of work at a time, in the order in which they come. What one of them rejects with stops none of the
 * others.
 */
export function inTurn (): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
