const MAX_ITEMS = 100
const MAX_WAIT_MS = 20 // for the answer to the question before

type Eventual<Answer> = Answer | Promise<Answer>

/**
 * Collects what is asked for at the same moment into one question. While a question waits for its answer, others
 * collect: the busier the database is, the more of them share one.
 *
 * @param ask gets all of it, and resolves to one answer each
 * @param gatherMs how long the first waits for others. Default: no longer than the answer to the question before takes
 */
export function createBatcher<Item, Answer> (
  ask: (items: readonly Item[]) => Promise<ReadonlyArray<Eventual<Answer>>>,
  gatherMs?: number
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
      if (gatherMs === undefined) setImmediate(flush)
    })
  }

  return async item => new Promise((resolve, reject) => {
    const count = waiting.push({ item, resolve, reject })
    if (count === MAX_ITEMS) flush()
    else if (count === 1) {
      if (gatherMs === undefined && asked === 0) setImmediate(flush)
      else setTimeout(flush, gatherMs ?? MAX_WAIT_MS)
    }
  })
}
