import { setTimeout as sleep } from 'node:timers/promises'
import { call, send } from '../app.ts'

const CONVERSATIONS = 12
const DUPLICATES = 0.01 // of all turns
const LATER = { least: 100, most: 2000 } // milliseconds
// milliseconds, as those of the platform: connections that were on their way to a process that is killed are answered
// by nobody
const TIMEOUT_MS = 15_000
const LAST = 1000 // milliseconds before it is killed
const AGAIN = 500 // milliseconds before a call is made again that got no answer

/** What came of the turns. */
export interface Talked {
  /** The products that each conversation has ordered, in order. */
  ordered: Map<string, string[]>
  /** Calls that were made twice: the answers, and who gave them. */
  duplicates: Array<{ product: string, answers: string[], servedBy: string[] }>
  /** Products of calls that broke off with the process that was killed, and were made again. */
  broken: Set<string>
  /** Products of calls that it answered just before: an answer is stored after it was sent. */
  answeredLast: Set<string>
  /** Calls that were answered something else than 200. */
  failed: string[]
}

/**
 * Orders many products in several conversations, each call on a connection of its own. Some of the calls are made
 * twice, one half at the same moment, the other half later. In the middle a process of those that answer is killed.
 */
export async function talk (port: number, turns: number, credentials: string): Promise<Talked & { killed: string }> {
  const ordered = new Map(Array.from({ length: CONVERSATIONS }, (_, index) => [`c${index}`, [] as string[]]))
  const duplicates: Talked['duplicates'] = []
  const broken = new Set<string>()
  const answeredLast = new Set<string>()
  const answered: Array<{ product: string, servedBy: string, at: number }> = []
  const failed: string[] = []
  const later: Array<Promise<void>> = []
  let asked = 0
  let killed: string | undefined

  await Promise.all([...ordered].map(async ([conversation, products]) => {
    while (asked < turns) {
      const number = asked++
      const product = `${conversation}-${number}`
      const copies = number % (1 / DUPLICATES) === 0
      const together = copies && number % (2 / DUPLICATES) === 0
      const answers = await Promise.all(together
        ? [ask(conversation, product), ask(conversation, product)]
        : [ask(conversation, product)])
      products.push(product)
      if (copies) later.push(together ? note(product, answers) : repeatLater(conversation, product, answers))
      if (killed === undefined && number > turns / 2) {
        const { servedBy } = answers[0] as Answer
        killed = kill(servedBy)
        const since = performance.now() - LAST
        for (const last of answered) {
          if (last.servedBy === servedBy && last.at > since) answeredLast.add(last.product)
        }
      }
    }
  }))
  await Promise.all(later)
  return { ordered, duplicates, broken, answeredLast, failed, killed: killed as string }

  async function repeatLater (conversation: string, product: string, answers: Answer[]): Promise<void> {
    await sleep(LATER.least + Math.random() * (LATER.most - LATER.least))
    await note(product, [...answers, await ask(conversation, product)])
  }

  async function note (product: string, answers: Answer[]): Promise<void> {
    duplicates.push({
      product, answers: answers.map(({ body }) => body), servedBy: answers.map(({ servedBy }) => servedBy)
    })
  }

  async function ask (conversation: string, product: string): Promise<Answer> {
    const body = call('order', { id: conversation })
    Object.assign(body.nlp, { uuid: product })
    body.nlp.entities = { product: [{ raw: product }] }
    const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(credentials)}` }
    for (;;) {
      try {
        const answer = await inTime(send(port, '/', { headers, body: JSON.stringify(body) }))
        if (answer.statusCode !== 200) failed.push(`${product}: ${answer.statusCode} ${answer.body}`)
        const servedBy = String(answer.headers['x-served-by'])
        answered.push({ product, servedBy, at: performance.now() })
        return { body: answer.body, servedBy }
      } catch {
        broken.add(product)
        await sleep(AGAIN)
      }
    }
  }
}

interface Answer { body: string, servedBy: string }

async function inTime<T> (answer: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = sleep(TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => { throw new Error('no answer') })
  try {
    return await Promise.race([answer, late])
  } finally {
    timer.abort()
    late.catch(() => {})
  }
}

/** Kills a process in the middle of whatever it does. */
function kill (replica: string): string {
  process.kill(Number(replica.split('/')[1]), 'SIGKILL')
  return replica
}
