const MAX_ITEMS = 100
const MAX_WAIT_MS = 20 // for the answer to the question before

type Eventual<Answer> = Answer | Promise<Answer>

/**
 * Collects what is asked for at the same moment into one question. While a question waits for its answer, others
 * collect: the busier the database is, the more of them share one.
 *
 * @param ask gets all of it, and resolves to one answer each
 * @param delayMs how long it waits for more; 0: until what has arrived is read
 */
export function createBatcher<Item, Answer> (
  ask: (items: readonly Item[]) => Promise<ReadonlyArray<Eventual<Answer>>>,
  delayMs = 0
): (item: Item) => Promise<Answer> {
  let waiting: Array<{ item: Item, resolve: (answer: Eventual<Answer>) => void, reject: (error: Error) => void }> = []
  let asked = 0 // questions without an answer yet

  function flush (): void {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return // it was full before its time
    asked++
    ask(batch.map(({ item }) => item)).then(
      answers => { for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Eventual<Answer>) },
      error => { for (const { reject } of batch) reject(error) }
    ).finally(() => {
      asked--
      flush()
    })
  }

  return async item => new Promise((resolve, reject) => {
    const count = waiting.push({ item, resolve, reject })
    if (count === MAX_ITEMS) return flush()
    if (count > 1) return
    if (asked > 0) setTimeout(flush, MAX_WAIT_MS)
    else if (delayMs === 0) setImmediate(flush)
    else setTimeout(flush, delayMs)
  })
}
