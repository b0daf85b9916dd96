import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { startConnector, type StubConnector } from '../../support/connector.ts'
import { repository } from '../../support/repository.ts'
import { until } from '../../support/durable.ts'
import { call } from '../../support/app.ts'
import { INBOX_TOKEN } from '../durability/settings.ts'

/** What came of a run. */
export interface Killed {
  crashes: number
  /** What each conversation was promised: numbers, of turns that were answered 200. */
  promised: Map<string, number[]>
  connector: StubConnector
  /** Reports that were answered 200. */
  reported: string[]
  /** Texts of all reports that the inbox has in the end. */
  kept: string[]
  /** Milliseconds from each start to the first answer, in order. */
  starts: number[]
}

const CONVERSATIONS = 6
const LIFE = 20 // answers that a process lives for, at the most
const MOMENT = 200 // milliseconds, at the most, from then to its death

/**
 * Talks to a bot while its process is killed without a warning, at random moments and again and again, and then lets it
 * come to rest.
 */
export async function killAgainAndAgain (t: Pick<Test, 'teardown'>, store: string, crashes: number): Promise<Killed> {
  const connector = await startConnector(t)
  const promised = new Map(Array.from({ length: CONVERSATIONS }, (_, index) => [`c${index}`, [] as number[]]))
  const reported: string[] = []
  const spool = mkdtempSync(join(tmpdir(), 'bot-spool-'))
  t.teardown(() => { rmSync(spool, { recursive: true, force: true }) })
  const starts: number[] = []
  let answers = 0
  let address: string | undefined // of the process that lives
  const rest = new AbortController() // ends the talks

  const talks = [...promised].map(async ([conversation, numbers]) => {
    for (let number = 1; !rest.signal.aborted; number++) {
      if (!await ask(conversation, number)) continue
      numbers.push(number)
      answers++
    }
  })

  const reports = reportOnAndOn()

  /** Trouble is reported all the while. */
  async function reportOnAndOn (): Promise<void> {
    for (let number = 1; !rest.signal.aborted; number++) {
      const report = `trouble ${number}`
      if (await post('errors', 'text/plain', report)) reported.push(report)
    }
  }

  /** Whether the bot has promised an answer. */
  async function ask (conversation: string, number: number): Promise<boolean> {
    return post('', 'application/json', JSON.stringify({ ...call('count', { id: conversation }), number }))
  }

  async function post (route: string, type: string, body: string): Promise<boolean> {
    await sleep(20)
    if (address === undefined) return false
    try {
      const response = await fetch(address + route, { method: 'POST', headers: { 'content-type': type }, body })
      return response.status === 200
    } catch {
      return false // it died while it was asked: the answer may come or not
    }
  }

  async function inTheInbox (): Promise<string[]> {
    const texts: string[] = []
    for (let before = ''; ;) {
      const response = await fetch(`${address}inbox/entries?limit=1000${before}`,
        { headers: { authorization: `Bearer ${INBOX_TOKEN}`, 'sec-fetch-site': 'same-origin' } })
      const { entries } = await response.json() as {
        entries: Array<{ id: string, kind: string, preview: string }>
      }
      if (entries.length === 0) return texts
      texts.push(...entries.filter(({ kind }) => kind === 'report').map(({ preview }) => preview))
      before = `&before=${entries.at(-1)?.id}`
    }
  }

  async function start (): Promise<ChildProcess> {
    const began = performance.now()
    const child = fork(new URL('test/stress/crash/child.js', repository), [store, connector.url, spool, INBOX_TOKEN],
      { execArgv: [], env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    t.teardown(() => child.kill('SIGKILL'))
    const [port] = await Promise.race([once(child, 'message'), once(child, 'exit')
      .then(([code]) => { throw new Error(`the bot did not start: ${code}`) })])
    starts.push(performance.now() - began)
    address = `http://127.0.0.1:${port}/`
    return child
  }

  for (let kill = 0; kill < crashes; kill++) {
    const child = await start()
    const enough = answers + Math.random() * LIFE
    await until(() => answers >= enough, 300_000)
    await sleep(Math.random() * MOMENT)
    address = undefined
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = await start()
  await until(() => answers > crashes * 2 && reported.length > crashes, 300_000)
  rest.abort()
  await Promise.all([...talks, reports])
  await until(() => [...promised].every(([conversation, numbers]) =>
    numbers.every(number => connector.read(conversation).includes(`${number}b`))), 180_000).catch(() => {})
  // those of the spool come later
  await until(async () => (await inTheInbox()).length >= reported.length, 30_000).catch(() => {})
  const kept = await inTheInbox()
  last.kill('SIGTERM')
  await once(last, 'exit')
  return { crashes, promised, connector, reported, kept, starts }
}
