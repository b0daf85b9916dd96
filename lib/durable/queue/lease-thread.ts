import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Client } from 'pg'
import { LEASE_MS, RENEW } from './job-queue.ts'
import type { TakenItem } from './queue-item.ts'

/** What the process has taken, told every second. */
export type Beat = ReadonlyArray<Pick<TakenItem, 'queue' | 'key' | 'fence'>>

const SILENT_MS = 3000 // after so long without a beat the other thread computes
const RENEW_MS = 4000
const GIVE_UP_MS = 300_000 // it will not end
const CONNECT_TIMEOUT_MS = 3000

const { url, bot } = workerData as { url: string, bot: string }
let taken: Beat = []
let heardAt = performance.now()
let client: Promise<Client> | undefined

;(parentPort as MessagePort).on('message', (beat: Beat) => {
  taken = beat
  heardAt = performance.now()
})

setInterval(() => {
  const silence = performance.now() - heardAt
  if (taken.length > 0 && silence > SILENT_MS && silence < GIVE_UP_MS) renew().catch(disconnect)
  else disconnect()
}, RENEW_MS / 2)

async function renew (): Promise<void> {
  client ??= connect() // one at a time: it may take longer than until the next look
  await (await client).query(RENEW,
    [bot, taken.map(({ queue }) => queue), taken.map(({ key }) => key), taken.map(({ fence }) => fence), LEASE_MS])
}

async function connect (): Promise<Client> {
  const { default: { Client } } = await import('pg')
  const opened = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
    application_name: 'bot-webhook'
  })
  opened.on('error', disconnect)
  await opened.connect()
  return opened
}

function disconnect (): void {
  client?.then(async opened => opened.end()).catch(() => {}) // it was never there
  client = undefined
}
