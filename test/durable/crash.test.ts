import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { killAgainAndAgain, type Killed } from '../stress/crash/crash.ts'
import { startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'

const KILLS = Number(process.env.KILLS ?? 5) // of each kind of store; `npm run test:kills` does more

t.setTimeout(3_600_000)

t.test('PGlite', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'bot-kills-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  survived(t, await killAgainAndAgain(t, `pglite:${folder}`, KILLS))
})

t.test('PostgreSQL', { skip: skipWithout('postgresql') }, async t => {
  const { url } = await startPostgres(t)
  survived(t, await killAgainAndAgain(t, url, KILLS))
})

/** Nothing that was promised is lost, nothing is told out of order, and little is told twice. */
function survived (t: Test, { crashes, promised, connector, reported, kept, starts }: Killed): void {
  let answers = 0
  let lost = 0
  let repeated = 0
  let disordered = 0
  for (const [conversation, numbers] of promised) {
    const read = connector.read(conversation) as string[]
    answers += numbers.length
    lost += numbers.flatMap(number => [`${number}a`, `${number}b`]).filter(message => !read.includes(message)).length
    repeated += read.length - new Set(read).size
    const places = read.map(message => parseInt(message) * 2 + (message.endsWith('b') ? 1 : 0))
    disordered += places.filter((place, index) => index > 0 && place < (places[index - 1] as number)).length
  }
  const slowest = Math.round(starts.sort((a, b) => a - b)[Math.floor(starts.length * 0.95)] as number)
  const unkept = reported.filter(report => !kept.includes(report))
  t.comment(`${crashes} kills, ${reported.length} reports taken, ${unkept.length} lost, ${answers} promised answers, ` +
    `${lost} lost, ${repeated} told twice, ${disordered} out of order; start p95 ${slowest} ms`)
  t.ok(answers > crashes, `${answers} answers were promised`)
  t.equal(lost, 0, 'none is lost')
  t.ok(reported.length > crashes, `${reported.length} reports were taken`)
  t.strictSame(unkept, [], 'no report is lost')
  t.equal(new Set(kept).size, kept.length, 'none is kept twice')
  t.ok(repeated <= crashes * promised.size, `${repeated} were told twice: one for each kill and conversation at most`)
  t.equal(disordered, 0, 'none is out of order')
}
