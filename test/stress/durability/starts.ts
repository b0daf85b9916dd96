import pg from 'pg'
import { call } from '../../support/app.ts'
import { startConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import { tryBot } from './start-bot.ts'

const REPLICAS = 2
const ARRIVE_MS = 20_000

/** Replicas that start at the same moment on an empty database, again and again. */
export async function starts (closing: Closing, { runs }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const refusals: string[] = []
  let started = 0
  let arrived = 0
  for (let time = 0; time < runs; time++) {
    const store = await createDatabase(postgres.url, `empty_${time}`)
    const bots = await Promise.all(Array.from({ length: REPLICAS }, async () =>
      tryBot(closing, { store, connector: connector.url, spool: folder(closing) })))
    for (const [index, bot] of bots.entries()) {
      if ('refused' in bot) {
        refusals.push(`${bot.refused}: ${bot.message}`)
        continue
      }
      started++
      const id = `c${time}-${index}`
      await post(bot.url, '/', call('later', { id, memory: { number: time } }))
      await until(() => connector.read(id).length === 2, ARRIVE_MS).then(() => { arrived++ }, () => {})
    }
    await Promise.all(bots.map(async bot => { if ('kill' in bot) await bot.kill() }))
  }
  return [
    {
      figure: `${started} of ${runs * REPLICAS} replicas started${refusals.map(refusal => `; ${refusal}`).join('')}`,
      met: started === runs * REPLICAS
    },
    { figure: `${arrived} of them delivered what a turn of theirs promised`, met: arrived === started }
  ]
}

async function createDatabase (server: string, name: string): Promise<string> {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return server.replace(/\/postgres$/, `/${name}`)
}
