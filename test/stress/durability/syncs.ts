import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import { reporter } from './reporter.ts'
import type { Settings } from './settings.ts'
import { startBot } from './start-bot.ts'
import { CALLS, readTrace, type Story } from './trace.ts'

/** Counts, by looking at the system calls, how often the disk is waited for before a report is answered. */
export async function syncs (closing: Closing, { runs }: Runs): Promise<Finding[]> {
  await promisify(execFile)('strace', ['--version'])
    .catch(() => { throw new Error('it takes strace, which is not there: apt-get install strace') })
  const postgres = await startPostgres(closing)
  const spool = await story(closing, { store: postgres.url, spool: folder(closing) }, runs, postgres.stop)
  const pglite = await story(closing, { store: `pglite:${folder(closing)}` }, runs)
  return [
    {
      figure: `the spool: ${spool.answers} reports answered 200, one after the other, ${spool.syncs} syncs, ` +
        `${spool.early} answers before theirs`,
      met: spool.answers === runs && spool.early === 0
    },
    {
      figure: `PGlite: ${pglite.answers} reports answered 200, ${pglite.syncs} syncs, as the README says`,
      met: pglite.answers === runs && pglite.syncs === 0
    }
  ]
}

async function story (closing: Closing, settings: Settings, runs: number, first?: () => Promise<void>): Promise<Story> {
  const trace = join(folder(closing), 'trace')
  const bot = await startBot(closing, settings,
    { under: ['strace', '-f', '--seccomp-bpf', '-yy', '-o', trace, '-e', `trace=${CALLS}`] })
  const { report } = reporter()
  await first?.()
  await report(bot.url) // from its answer on it is counted
  for (let time = 0; time < runs; time++) await report(bot.url)
  await bot.kill()
  return readTrace(readFileSync(trace, 'utf8'))
}
