/**
 * Waits for a promise no longer than a time.
 *
 * @param milliseconds how long
 * @param createError makes what the wait fails with when the time is over
 */
export function withTimeout<T> (promise: Promise<T>, milliseconds: number, createError: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(createError()) }, milliseconds)
    promise.then(
      value => {
        clearTimeout(timer)
        resolve(value)
      },
      reason => {
        clearTimeout(timer)
        reject(reason)
      }
    )
  })
}
