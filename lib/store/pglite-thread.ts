import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { PGlite, Results, Transaction } from '@electric-sql/pglite'
import { startVacuum, SMALL_LOG } from './vacuum.ts'

/** What the thread is started with. */
export interface ThreadData {
  /** Undefined: in memory. */
  readonly dataDir: string | undefined
  readonly createOnly: boolean
}

/** What the thread is asked for, one answer each. */
export type Command =
  | { readonly kind: 'open' | 'close' }
  | { readonly kind: 'query', readonly sql: string, readonly values?: readonly unknown[], readonly tx?: number }
  | { readonly kind: 'begin', readonly tx: number }
  | { readonly kind: 'end', readonly tx: number, readonly commit: boolean }

/** The answer to the command of the same id; with a warning it answers none. */
export interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: { readonly message: string, readonly code?: string }
  readonly warning?: string
}

const BYTEA_OID = 17
const INT8_OID = 20
const SMALL_MEMORY = ['-c', 'shared_buffers=16MB'] // 128 MB by default, all of it taken at once

const port = parentPort as MessagePort
const { dataDir, createOnly } = workerData as ThreadData
const transactions = new Map<number, { tx: Transaction, end: (commit: boolean) => void, ended: Promise<void> }>()
let database: PGlite
let stopVacuum = async (): Promise<void> => {}

port.on('message', (command: Command & { id: number }) => {
  answer(command).then(
    value => { port.postMessage({ id: command.id, value } satisfies Answer) },
    ({ message, code }) => {
      port.postMessage({ id: command.id, error: { message, ...(code !== undefined && { code }) } } satisfies Answer)
    }
  ).finally(() => { if (command.kind === 'close') port.close() })
})

async function answer (command: Command): Promise<unknown> {
  switch (command.kind) {
    case 'open': return open()
    case 'query': return runQuery(command.tx === undefined ? database : openTransaction(command.tx).tx, command.sql,
      command.values)
    case 'begin': return begin(command.tx)
    case 'end': return end(command.tx, command.commit)
    case 'close': return close()
  }
}

async function open (): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite')
  database = await PGlite.create({
    ...(dataDir !== undefined && { dataDir }),
    startParams: [...PGlite.defaultStartParams, ...SMALL_LOG, ...SMALL_MEMORY],
    parsers: { [BYTEA_OID]: hex => Buffer.from(hex.slice(2), 'hex'), [INT8_OID]: Number }
  })
  if (createOnly) return
  stopVacuum = startVacuum(database, failure => { port.postMessage({ id: 0, warning: failure } satisfies Answer) })
}

async function close (): Promise<void> {
  await stopVacuum()
  await database.close()
}

async function runQuery (on: PGlite | Transaction, sql: string, values?: readonly unknown[]): Promise<unknown[]> {
  const { rows } = values === undefined ? (await on.exec(sql)).at(-1) as Results : await on.query(sql, [...values])
  return rows
}

/** PGlite runs a transaction as a function, which here waits for the commands of the other side. */
async function begin (number: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const ended = database.transaction(async tx => new Promise<void>((_resolve, _reject) => {
      const end = (commit: boolean): void => { commit ? _resolve() : _reject(new Error('rolled back')) }
      transactions.set(number, { tx, end, ended })
      resolve()
    }))
    ended.catch(reject)
  })
}

async function end (number: number, commit: boolean): Promise<void> {
  const { end, ended } = openTransaction(number)
  transactions.delete(number)
  end(commit)
  await ended.catch(error => { if (commit) throw error })
}

function openTransaction (number: number): { tx: Transaction, end: (commit: boolean) => void, ended: Promise<void> } {
  const found = transactions.get(number)
  if (found === undefined) throw new Error(`there is no transaction ${number}`)
  return found
}
