import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { build } from '../../examples/production.ts'
import { announceUpload, call, collectLog, listen, post } from '../support/app.ts'
import { authorization, environment, orders, startProduction } from '../support/production-child.ts'
import { statuses, untilClosed } from '../support/raw-http.ts'
import { repository } from '../support/repository.ts'

const SLOW = Number(process.env.SLOW ?? 50) // connections of each kind; `npm run soak` makes 1,000
const STOPS = Number(process.env.STOPS ?? 1) // `npm run soak` makes 5
const GRACE = 10_000 // milliseconds, from SIGTERM to the end
const LATE = 1_500 // milliseconds that a limit may be missed by: Node.js looks each second
const strict = process.env.SOAK !== undefined // times are judged on a quiet machine only
const beside = { buffered: true } // they wait most of the time
t.jobs = strict ? 1 : 2

const payload = JSON.stringify(call('order-status', { memory: { order: 7 } }))
const head = `POST / HTTP/1.1\r\nhost: bot\r\nauthorization: ${authorization}\r\ncontent-type: ` +
  `application/json\r\ncontent-length: ${payload.length}\r\n`

t.test('asks for the order, within the deadline, and says so when that cannot be', async t => {
  const { app } = await build({ ...environment, ORDERS_URL: await orders(t, 0) })
  t.teardown(() => app.close())
  t.strictSame((await post(app, payload, '/', { authorization })).json().replies,
    [{ type: 'text', content: 'Your order is on its way.' }])
  for (const order of ['..', '../admin', '%2e%2e', '7?x', '', ['..'], undefined]) {
    const answer = await post(app, call('order-status', { memory: { order } }), '/', { authorization })
    t.match(answer.json(), { replies: [{ content: 'Which order?' }] }, String(order))
  }
  const old = `Basic ${Buffer.from('platform:the-old-password-of-the-bot').toString('base64')}`
  const again = await post(app, payload, '/', { authorization: old })
  t.equal(again.statusCode, 200, `the old password holds, too: ${again.body}`)

  const nowhere = await build({ ...environment, ORDERS_URL: 'http://127.0.0.1:1' })
  t.teardown(() => nowhere.app.close())
  t.strictSame((await post(nowhere.app, payload, '/', { authorization })).json().replies,
    [{ type: 'text', content: 'Sorry, something went wrong.' }])
})

t.test('counts answers by route and status, for those who have the token', async t => {
  const { app } = await build({ ...environment, ORDERS_URL: await orders(t, 0) })
  t.teardown(() => app.close())
  await post(app, payload, '/', { authorization })
  await post(app, payload)
  await app.inject('/nowhere')
  t.equal((await app.inject('/metrics')).statusCode, 401)
  const told = await app.inject({ url: '/metrics', headers: { authorization: `Bearer ${environment.METRICS_TOKEN}` } })
  t.match(told.headers['content-type'], /^text\/plain/)
  t.match(told.body, 'http_request_duration_seconds_count{method="POST",route="/",status="200"} 1')
  t.match(told.body, 'http_request_duration_seconds_count{method="POST",route="/",status="401"} 1')
  t.match(told.body, 'http_request_duration_seconds_count{method="GET",route="none",status="404"} 1')
  t.match(told.body, 'process_resident_memory_bytes')
})

t.test('calls beyond the limit are refused, those with wrong credentials too; health is always told', async t => {
  const { app } = await build({ ...environment, ORDERS_URL: await orders(t, 0), RATE_LIMIT: '3' })
  t.teardown(() => app.close())
  for (let count = 0; count < 3; count++) t.equal((await post(app, payload)).statusCode, 401)
  const refused = await post(app, payload, '/', { authorization })
  t.equal(refused.statusCode, 429)
  t.equal(refused.headers['retry-after'], '60')
  t.match(refused.json(), { statusCode: 429, message: /Rate limit/ })
  t.equal((await app.inject('/health')).statusCode, 200)
  t.strictSame((await app.inject('/ready')).json(), { ready: true })
})

t.test('a process that is late with everything refuses turns, and says when to come again', async t => {
  const { app } = await build({ ...environment, ORDERS_URL: await orders(t, 0), MAX_DELAY: '1' })
  t.teardown(() => app.close())
  await app.ready()
  let answer
  do {
    for (const end = Date.now() + 100; Date.now() < end;);
    await sleep(1)
    answer = await post(app, payload, '/', { authorization })
  } while (answer.statusCode === 200)
  t.match(answer.json(), { statusCode: 503, code: 'FST_UNDER_PRESSURE' })
  t.equal(answer.headers['retry-after'], '5')
  t.equal((await app.inject('/health')).statusCode, 200)
})

t.test('sets what a plugin cannot: nothing is left to warn of', async t => {
  const { stream, lines } = collectLog()
  const { MAX_DELAY, ...needed } = environment
  const { app } = await build({ ...needed, ORDERS_URL: 'http://127.0.0.1:1' }, { logger: { level: 'warn', stream } })
  t.teardown(() => app.close())
  await listen(app)
  t.strictSame(lines, [])
})

t.test('a variable that is missing is named', async t => {
  for (const name of ['ORDERS_URL', 'BOT_USER', 'BOT_PASSWORD', 'METRICS_TOKEN']) {
    await t.rejects(build({ ...environment, ORDERS_URL: 'http://127.0.0.1:1', [name]: '' }),
      { message: `${name} is not set` })
  }
  const child = spawn(process.execPath, [fileURLToPath(new URL('dist/examples/production.js', repository))],
    { env: {} })
  let errors = ''
  child.stderr.on('data', data => { errors += String(data) })
  const [code] = await once(child, 'close')
  t.equal(code, 1)
  t.equal(errors, 'ORDERS_URL is not set\n')
})

t.test('40 MB without credentials are not read', async t => {
  const { app } = await build({ ...environment, ORDERS_URL: 'http://127.0.0.1:1' })
  t.teardown(() => app.close())
  let accepted: Socket | undefined
  app.server.on('connection', socket => { accepted = socket })
  const socket = announceUpload(await listen(app), '/', 40 * 2 ** 20)
  const told = untilClosed(socket)
  for (let count = 0; count < 640 && socket.writable; count++) {
    if (!socket.write(Buffer.alloc(64 *
      1024))) await Promise.race([new Promise(resolve => socket.once('drain', resolve)), told])
  }
  t.strictSame(statuses(await told), [401])
  const read = accepted?.bytesRead ?? Infinity
  t.ok(read <= 5 * 2 ** 20, 'no more than 5 MB')
  t.comment(`of 40 MB without credentials ${(read / 2 ** 20).toFixed(2)} MB were read`)
})

/** One call; how long it took. */
async function honestCall (port: number, agent: Agent): Promise<{
  status: number | undefined, milliseconds: number, body: string
}> {
  const started = performance.now()
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path: '/',
    method: 'POST',
    agent,
    headers: { authorization, 'content-type': 'application/json' }
  })
  outgoing.end(payload)
  const [incoming] = await once(outgoing, 'response')
  return { status: incoming.statusCode, body: await text(incoming), milliseconds: performance.now() - started }
}

/** How often each of them is there. */
function tally (values: string[]): Record<string, number> {
  return Object.fromEntries([...new Set(values)].map(value => [value, values.filter(other => other === value).length]))
}

/** Calls one after the other, until the promise is fulfilled, over new connections and an old one in turn. */
async function honestCalls (port: number, until: Promise<unknown>): Promise<{ failures: string[], times: number[] }> {
  const agents = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: false })]
  const times: number[] = []
  const failures: string[] = []
  const state = { over: false }
  until.finally(() => { state.over = true }).catch(() => {})
  for (let count = 0; !state.over; count++) {
    const { status, milliseconds } = await honestCall(port, agents[count % 2] as Agent)
      .catch((error: NodeJS.ErrnoException) => ({ status: error.code, milliseconds: Infinity }))
    if (status !== 200) failures.push(String(status))
    times.push(milliseconds)
    await sleep(20)
  }
  agents[0]?.destroy()
  return { failures, times: times.sort((a, b) => a - b) }
}

/** A connection that sends a byte now and then, or nothing, until it is closed. */
async function slowCaller (port: number, begin: string, drip: string): Promise<{ milliseconds: number, told: string }> {
  const socket = connect(port, '127.0.0.1')
  const closed = untilClosed(socket)
  await Promise.race([once(socket, 'connect').catch(() => {}), closed])
  const started = performance.now()
  socket.write(begin)
  const dripping = setInterval(() => { if (socket.writable) socket.write(drip) }, 1_000)
  const told = await closed
  clearInterval(dripping)
  return { milliseconds: performance.now() - started, told }
}

t.test(`${SLOW} slow heads, ${SLOW} slow bodies and ${SLOW / 2} silent connections are closed, and honest calls are ` +
  'answered meanwhile', beside, async t => {
  const { port, lines } = await startProduction(t, { ORDERS_URL: await orders(t, 0), RATE_LIMIT: '1000000' })
  const quiet = await honestCalls(port, sleep(strict ? 10_000 : 500))
  const many = (count: number, begin: string, drip: string) =>
    Promise.all(Array.from({ length: count }, () => slowCaller(port, begin, drip)))
  const attack = Promise.all([
    many(SLOW, head, 'x'), // the name of a header that never ends
    many(SLOW, `${head}\r\n{`, ' '),
    many(SLOW / 2, '', '')
  ])
  const meanwhile = await honestCalls(port, attack)
  for (const [index, callers] of (await attack).entries()) {
    const [what, limit] = ([
      ['slow heads', 5_000], ['slow bodies', 10_000], ['silent connections', 5_000]
    ] as const)[index] ?? ['', 0]
    t.ok(callers.every(({ told }) => statuses(told).join() === '408'), `${what}: all are told 408, and closed`)
    const longest = Math.max(...callers.map(({ milliseconds }) => milliseconds))
    if (strict) t.ok(longest <= limit + LATE, `${what}: closed in time`)
    t.comment(`${callers.length} ${what}: closed after ${Math.round(longest)} ms at most; the limit is ${limit} ms`)
  }
  t.strictSame(meanwhile.failures, [], 'no honest call failed')
  t.ok(meanwhile.times.length > 10, 'there were some')
  t.strictSame(lines.filter(({ level }) => level > 30), [], 'the log is calm')
  const p99 = ({ times }: { times: number[] }) => times[Math.floor(times.length * 0.99)] ?? 0
  t.comment(`honest calls meanwhile: ${meanwhile.times.length}, failed ${meanwhile.failures.length}, p99 ` +
    `${p99(meanwhile).toFixed(1)} ms; before: ${quiet.times.length}, p99 ${p99(quiet).toFixed(1)} ms`)
})

t.test('where nothing limits the files, the connections are limited all the same', async t => {
  for (const userLimits of [undefined, { open_files: { soft: 'unlimited' } }]) {
    const report = t.intercept(process.report, 'getReport', { value: () => ({ userLimits }), configurable: true })
    const { app } = await build({ ...environment, ORDERS_URL: 'http://127.0.0.1:1' })
    report.restore()
    t.equal(app.server.maxConnections, 5_000)
    await app.close()
  }
})

t.test('more connections than the process may have files open do not end it', beside, async t => {
  const { child, port, lines } = await startProduction(t, { ORDERS_URL: await orders(t, 0) }, 256)
  const sockets = Array.from({ length: 600 }, () => connect(port, '127.0.0.1'))
  const closed = sockets.map(socket => untilClosed(socket))
  await sleep(1_500) // once a second it looks at its memory, for which it opens a file
  for (const socket of sockets) socket.destroy()
  await Promise.all(closed)
  await sleep(100)
  t.equal((await honestCall(port, new Agent({ keepAlive: false }))).status, 200)
  t.equal(child.exitCode, null)
  t.strictSame(lines.filter(({ level }) => level > 30), [], 'it is not about to stop either')
})

for (let run = 1; run <= STOPS; run++) {
  t.test('SIGTERM with 100 turns on their way, 100 connections that wait and 100 uploads that do not end ' +
    `(run ${run})`, beside, async t => {
    const { child, port, lines } = await startProduction(t, { ORDERS_URL: await orders(t, 500), RATE_LIMIT: '1000000' })
    const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'))
    const waiting = sockets.slice(0, 100)
    for (const socket of waiting) socket.write('GET /health HTTP/1.1\r\nhost: bot\r\n\r\n')
    for (const socket of sockets.slice(100)) socket.write(`${head}\r\n{`)
    const closed = sockets.map(socket => untilClosed(socket))
    await Promise.all(waiting.map(socket => once(socket, 'data')))
    const prober = new Agent({ keepAlive: true })
    const ready = async () => {
      const outgoing = request({ host: '127.0.0.1', port, path: '/ready', agent: prober }).end()
      const [incoming] = await once(outgoing, 'response')
      await text(incoming)
      return incoming.statusCode
    }
    t.equal(await ready(), 200, 'ready')

    const turns = Array.from({ length: 100 }, () => honestCall(port, new Agent({ keepAlive: true })))
    const arrived = () => lines.filter(({ msg }) => msg === 'incoming request').length
    while (arrived() < 301) await sleep(10) // health, uploads, ready and turns
    const ended = once(child, 'exit')
    const started = performance.now()
    child.kill('SIGTERM')
    while (!lines.some(({ msg }) => msg === 'stopping')) await sleep(10)
    t.equal(await ready(), 503, 'not ready any more, and says so')

    const answers = await Promise.all(turns)
    t.strictSame(tally(answers.map(({ status, body }) => `${status} ${/on its way|"code":"\w+"/.exec(body)?.[0]}`)),
      { '200 on its way': 100 }, 'every turn is answered')
    const [code] = await ended
    const milliseconds = performance.now() - started
    t.equal(code, 0, 'exit code')
    if (strict) t.ok(milliseconds <= GRACE, 'in time')
    t.comment(`ended ${Math.round(milliseconds)} ms after SIGTERM, code ${code}`)
    await Promise.all(closed)
  })
}
