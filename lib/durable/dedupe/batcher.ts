const MAX_ITEMS = 100

/**
 * Collects what is asked for at the same moment into one question.
 *
 * @param ask gets all of it, and resolves to one answer each
 * @param delayMs how long it waits for more; 0: until what has arrived is read
 */
export function createBatcher<Item, Answer> (
  ask: (items: readonly Item[]) => Promise<readonly Answer[]>, delayMs: number
): (item: Item) => Promise<Answer> {
  let waiting: Array<{ item: Item, resolve: (answer: Answer) => void, reject: (error: Error) => void }> = []

  function flush (): void {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return // it was full before its time
    ask(batch.map(({ item }) => item)).then(
      answers => { for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer) },
      error => { for (const { reject } of batch) reject(error) }
    )
  }

  return async item => new Promise((resolve, reject) => {
    const count = waiting.push({ item, resolve, reject })
    if (count === MAX_ITEMS) return flush()
    if (count > 1) return
    if (delayMs === 0) setImmediate(flush)
    else setTimeout(flush, delayMs)
  })
}
