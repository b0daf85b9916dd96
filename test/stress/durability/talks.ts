import { setTimeout as sleep } from 'node:timers/promises'
import { call } from '../../support/app.ts'
import type { StubConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { post } from './ask.ts'
import type { Finding } from './part.ts'

const CONVERSATIONS = 24
const PAUSE_MS = 250 // between an answer and the next turn: one replica alone can send what comes of that
const ARRIVE_MS = 120_000 // for what is left in the end

/** Conversations that go on, each turn of which asks another replica and promises two messages. */
export interface Talks {
  /** The turns that were answered 200 until now, by conversation. */
  readonly promised: ReadonlyMap<string, number[]>
  /** Ends them, waits for what was promised, and tells what came of it. */
  end: () => Promise<TalkResult>
}

/** What came of the turns and of their messages. */
export interface TalkResult {
  readonly answered: number
  /** With another status, by which nothing is promised. */
  readonly refused: number
  /** Not at all: their messages may arrive or not. */
  readonly unanswered: number
  readonly lost: readonly string[]
  readonly twice: number
  readonly disordered: number
}

/** @param addresses of the replicas that are asked now */
export function startTalks (connector: StubConnector, addresses: () => readonly string[]): Talks {
  const promised = new Map(Array.from({ length: CONVERSATIONS }, (_, index) => [`c${index}`, [] as number[]]))
  const stopped = new AbortController()
  let refused = 0
  let unanswered = 0

  const talks = [...promised].map(async ([id, numbers], index) => {
    for (let number = 1; !stopped.signal.aborted; number++) {
      const urls = addresses()
      const { status } = await post(urls[(number + index) % urls.length] as string, '/',
        call('later', { id, memory: { number } }))
      if (status === 200) numbers.push(number)
      else if (status === 0) unanswered++
      else refused++
      await sleep(PAUSE_MS)
    }
  })

  return {
    promised,
    async end () {
      stopped.abort()
      await Promise.all(talks)
      await until(() => findLost(connector, promised).length === 0, ARRIVE_MS).catch(() => {}) // told as lost
      return {
        answered: [...promised.values()].flat().length,
        refused,
        unanswered,
        lost: findLost(connector, promised),
        twice: countOf(promised, conversation => {
          const read = connector.read(conversation)
          return read.length - new Set(read).size
        }),
        disordered: countOf(promised, (conversation, numbers) => {
          const expected = new Set(numbers)
          const places = connector.read(conversation).map(String).filter(text => expected.has(parseInt(text)))
            .map(text => parseInt(text) * 2 + (text.endsWith('b') ? 1 : 0))
          return places.filter((place, index) => index > 0 && place < (places[index - 1] as number)).length
        })
      }
    }
  }
}

/** @param maxTwice so many messages may arrive twice, for the reason that is given */
export function findingsOf (
  { answered, refused, unanswered, lost, twice, disordered }: TalkResult, maxTwice: number, reason: string
): Finding[] {
  return [
    {
      figure: `${answered} turns were answered 200, ${refused} were refused, ${unanswered} were not answered`,
      met: answered > 0
    },
    { figure: `${lost.length} of ${2 * answered} messages were lost`, met: lost.length === 0 },
    { figure: `${twice} came twice, of at most ${maxTwice}: ${reason}`, met: twice <= maxTwice },
    { figure: `${disordered} were out of order`, met: disordered === 0 }
  ]
}

/** What was promised and has not arrived. */
export function findLost (connector: StubConnector, promised: ReadonlyMap<string, readonly number[]>): string[] {
  return [...promised].flatMap(([conversation, numbers]) => {
    const read = new Set(connector.read(conversation))
    return numbers.flatMap(number => [`${number}a`, `${number}b`]).filter(message => !read.has(message))
      .map(message => `${conversation} ${message}`)
  })
}

function countOf (
  promised: ReadonlyMap<string, number[]>, count: (conversation: string, numbers: readonly number[]) => number
): number {
  return [...promised].reduce((sum, [conversation, numbers]) => sum + count(conversation, numbers), 0)
}
