import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { buildWithLogs, listen } from '../support/app.ts'
import { bodyFor, chunked, rawCall, rawHead, untilClosed } from '../support/raw-http.ts'

const CUTS = Number(process.env.CUTS ?? 500) // `npm run soak` makes 10,000
const AT_ONCE = 25
const INFO = 30

const body = JSON.stringify({ conversation: { skill: 'cut', memory: { text: 'x'.repeat(2_000) } } })
const calls = [
  rawCall('cut', [], { body }),
  rawHead(['transfer-encoding: chunked']) + chunked(body),
  rawCall('cut', [], { body, path: '/errors' }),
  rawHead(['transfer-encoding: chunked'], '/errors') + chunked(body)
]

/** Sends the first part of a call, then ends the connection in one of three ways. */
async function cut (port: number): Promise<void> {
  const bytes = calls[Math.floor(Math.random() * calls.length)] as string
  const socket = connect(port, '127.0.0.1')
  const closed = untilClosed(socket)
  await once(socket, 'connect')
  socket.write(bytes.slice(0, Math.floor(Math.random() * bytes.length)))
  const end = Math.random()
  if (end < 1 / 3) socket.end()
  else if (end < 2 / 3) socket.destroy()
  else setImmediate(() => socket.resetAndDestroy())
  await closed
}

/** What keeps the process alive, by kind. */
function resources (): string {
  return process.getActiveResourcesInfo().filter(kind => /^(TCP|Timeout|Immediate)/.test(kind)).sort().join()
}

t.test(`${CUTS} calls that are cut at a random byte: no handler sees half of one, nothing stays behind, and the ` +
  'log is calm', async t => {
  const ran: unknown[] = []
  const { app, lines } = await buildWithLogs(t, {}, app => {
    app.bot.fallback(({ skill }) => { ran.push(skill) })
    app.bot.onReport(({ raw, unread }) => { ran.push({ bytes: raw.length, unread }) })
  })
  const port = await listen(app)
  const before = resources()
  const boot = lines.length

  let begun = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (begun++ < CUTS) await cut(port)
  }))
  const open = () => new Promise(resolve => { app.server.getConnections((_error, count) => { resolve(count) }) })
  for (let attempts = 0; (await open() !== 0 || resources() !== before) && attempts < 50; attempts++) await sleep(100)

  t.strictSame(ran, [], 'no handler, and no listener of reports, was called')
  t.equal(await open(), 0, 'no socket is left')
  t.equal(resources(), before, 'no timer is left')
  t.strictSame(lines.slice(boot).filter(({ level }) => level > INFO).map(({ msg }) => msg), [], 'nothing above info')
  t.ok(lines.length > CUTS / 10, 'and there was something to log')

  const honest = await fetch(`http://127.0.0.1:${port}/`,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: bodyFor('honest') })
  t.equal(honest.status, 200)
  t.strictSame(ran, ['honest'])
})
