import { createDeadLetters, type DeadLetters } from '../durable/queue/dead-letters.ts'
import { readStatus, setPaused, type StoreStatus } from '../durable/queue/operations.ts'
import { QUEUES, type QueueName } from '../durable/queue/payload.ts'
import { migrations } from '../durable/migrations.ts'
import { moveStore } from '../store/move.ts'
import { migrate, migrationScript } from '../store/migrate.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { readArguments, type Values } from './arguments.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  store: { type: 'string', value: '<url>', description: 'the store; default: DATABASE_URL of the environment' },
  name: { type: 'string', value: '<bot>', description: 'name of the bot in the store; default: bot' },
  queue: {
    type: 'string', value: '<queue>', description: 'pause, resume: jobs, pushes or turns; default: all of them'
  },
  all: { type: 'boolean', description: 'retry, purge: all dead letters' },
  code: {
    type: 'string',
    value: '<code>',
    description: 'retry, purge: dead letters of this code, such as FST_BOT_PUSH_REJECTED'
  },
  print: { type: 'boolean', description: 'migrate: prints the SQL for the owner of the database, and changes nothing' },
  json: { type: 'boolean', description: 'status: prints JSON' }
} as const

type StoreValues = Values<typeof flags>
type Action = (store: Store, values: StoreValues & { readonly bot: string }, io: Io) => Promise<string>

const actions: Readonly<Record<string, Action>> = {
  async status (store, { bot, json = false }) {
    const status = await readStatus(store, bot)
    return json ? JSON.stringify(status, null, 2) : describeStatus(status)
  },
  async pause (store, { bot, queue }) {
    await setPaused(store, bot, queue as QueueName | undefined, true)
    return `paused: ${queue ?? QUEUES.join(', ')}`
  },
  async resume (store, { bot, queue }) {
    await setPaused(store, bot, queue as QueueName | undefined, false)
    return `resumed: ${queue ?? QUEUES.join(', ')}`
  },
  async retry (store, values) {
    const count = await deadLettersOf(store, values.bot).retryAll(readFilter('retry', values))
    return `${count} dead letters are tried again`
  },
  async purge (store, values) {
    const count = await deadLettersOf(store, values.bot).purge(readFilter('purge', values))
    return `${count} dead letters deleted`
  },
  async migrate (store, { print = false }) {
    if (print) return (await migrationScript(store, migrations)).trimEnd()
    await migrate(store, ...migrations)
    return 'the tables are up to date'
  }
}

export const store: Command = {
  usage: 'store status|pause|resume|retry|purge|migrate [options], or: store move <from> <to>',
  description: `Shows and steers what a bot keeps in its store: work for later, and dead letters.
A folder of PGlite belongs to one process: end the bot first. PostgreSQL is looked at while it runs.
\`move\` takes all bots from a folder, such as pglite:./bot-data, to an empty database, postgres://...`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: [name, ...rest] } = readArguments(flags, 3, args)
  if (name === 'move') return move(rest, io)
  const action = name === undefined || !Object.hasOwn(actions, name) ? undefined : actions[name]
  if (action === undefined) throw new UsageError(`say what to do: ${[...Object.keys(actions), 'move'].join(', ')}`)
  if (rest.length > 0) throw new UsageError(`\`${rest[0]}\` is one argument too many`)
  const url = values.store ?? io.env.DATABASE_URL
  if (url === undefined) {
    throw new UsageError('give --store, such as pglite:./bot-data or postgres://..., or set DATABASE_URL')
  }
  return withStore(url, io, async opened => {
    if (name !== 'migrate') await migrate(opened, ...migrations)
    io.output.write(`${await action(opened, { ...values, bot: values.name ?? 'bot' }, io)}\n`)
  })
}

async function move ([from, to]: readonly string[], io: Io): Promise<number> {
  if (from === undefined ||
    to === undefined) throw new UsageError('give where from and where to: store move pglite:./bot-data postgres://...')
  return withStore(from, io, async source => withStore(to, io, async target => {
    await migrate(source, ...migrations)
    await migrate(target, ...migrations)
    const moved = await moveStore(source, target)
    io.output.write(`${moved.map(({ table, rows }) => `${table}: ${rows}`).join('\n')}\n`)
  }))
}

async function withStore (url: string, io: Io, work: (store: Store) => Promise<unknown>): Promise<number> {
  const tell = (_details: unknown, message?: string): void => { io.errors.write(`${message}\n`) }
  const opened = await openStore(url, { log: { warn: tell, error: tell } })
  try {
    await work(opened)
  } finally {
    await opened.close()
  }
  return 0
}

/** Dead letters in a process without workers: nobody is woken for what is put back. */
function deadLettersOf (store: Store, bot: string): DeadLetters {
  return createDeadLetters(store, bot, () => {})
}

function readFilter (name: string, { all = false, code }: StoreValues): { code?: string } {
  if (all === (code !== undefined)) {
    throw new UsageError(`say which: store ${name} --all, or store ${name} --code FST_BOT_...`)
  }
  return code === undefined ? {} : { code }
}

function describeStatus ({ queues, deadLetters, seenAt }: StoreStatus): string {
  const rows = [
    ['queue', 'depth', 'conversations', 'running', 'retrying', 'oldest', 'done/min', 'failed/min'],
    ...Object.entries(queues).map(([name, queue]) => [
      `${name}${queue.isPaused ? ' (paused)' : ''}`, queue.depth, queue.conversations, queue.running, queue.retrying,
      `${Math.round(queue.oldestSeconds)} s`, queue.donePerMinute.toFixed(1), queue.failedPerMinute.toFixed(1)
    ])
  ].map(row => row.map(String))
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map(row => (row[column] as string).length)))
  return [
    ...rows.map(row => row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number)).join('  ')),
    '',
    deadLetters.length === 0 ? 'no dead letters' : 'dead letters',
    ...deadLetters.map(({ queue, code, count, oldestAt }) =>
      `  ${count} of ${queue}: ${code}, the oldest of ${oldestAt.toISOString()}`),
    '',
    `the bot was last seen ${seenAt === null ? 'never' : seenAt.toISOString()}`
  ].join('\n')
}
