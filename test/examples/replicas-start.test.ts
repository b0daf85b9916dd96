import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { readEnvironment } from '../../examples/replicas/environment.ts'
import { loadBotFile } from '../../lib/platform/index.ts'
import { call, send } from '../support/app.ts'
import { freePort, startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'
import { repository, root } from '../support/repository.ts'

const example = new URL('examples/replicas/', repository)

t.test('start.sh: brings a database of its own, tells how to talk to the bot, and leaves nothing behind', {
  timeout: 600_000, skip: skipWithout('postgresql')
}, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'bot-replicas-'))
  chmodSync(folder, 0o755) // PostgreSQL runs as another user
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const [port, chatPort] = [String(await freePort()), String(await freePort())]
  const script = spawn('bash', [fileURLToPath(new URL('start.sh', example))],
    { env: { PATH: process.env.PATH, TMPDIR: folder, PORT: port, CHAT_PORT: chatPort, REPLICAS: '2' }, detached: true })
  const group = -(script.pid as number)
  t.teardown(() => { if (script.exitCode === null) process.kill(group, 'SIGKILL') })
  let errors = ''
  script.stderr.on('data', chunk => { errors += chunk })
  const lines: string[] = []
  const ports: number[] = []
  const replicas: number[] = []
  createInterface(script.stdout).on('line', line => {
    lines.push(line)
    const [, port] = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port === undefined) return
    ports.push(Number(port))
    replicas.push(JSON.parse(line).pid)
  })
  while (ports.length < 2 && script.exitCode === null) await sleep(50)
  t.equal(new Set(ports).size, 1, `one address: ${errors}`)

  const [, password = ''] = /BOT_PASSWORD='(\S+)'/.exec(lines.join('\n')) ?? []
  const body = JSON.stringify({ ...call('order'), nlp: { entities: { product: [{ raw: 'tea' }] } } })
  const answer = await send(ports[0] as number, '/',
    { headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`platform:${password}`)}` }, body })
  t.match(JSON.parse(answer.body), { replies: [{ content: 'Order 1 is taken.' }] })

  const [, command = ''] = /in another terminal:\n((?:.*\\\n)*.*)/.exec(lines.join('\n')) ?? []
  const chat = spawn('bash', ['-c', command],
    { cwd: root, env: { PATH: process.env.PATH, HOME: t.testdir() } })
  t.teardown(() => { chat.kill() })
  let talk = ''
  for (const stream of [chat.stdout, chat.stderr]) stream.on('data', chunk => { talk += chunk })
  chat.stdin.write('order tea\n')
  while (!talk.includes('is packed') && chat.exitCode === null) await sleep(50)
  t.match(talk, /Order 2 is taken\.[^]*Order 2 is packed: tea\./,
    'the command that it prints works: what is pushed arrives, too')
  chat.stdin.end()
  t.strictSame(await once(chat, 'close'), [0, null], talk)

  process.kill(replicas[0] as number, 'SIGTERM')
  while (ports.length < 3 && script.exitCode === null) await sleep(50)
  t.match(errors, `replica ${replicas[0]} has ended (0), another one is started`)
  t.not(replicas[2], replicas[0])

  process.kill(group, 'SIGINT') // as Ctrl-C does
  t.strictSame(await once(script, 'exit'), [0, null])
  t.strictSame(readdirSync(folder), [])
})

t.test('start.js: a port that is taken is said, and no replica is started again', {
  skip: skipWithout('postgresql')
}, async t => {
  const { url } = await startPostgres(t)
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => { other.close() })
  const { port } = other.address() as AddressInfo
  const settings = {
    DATABASE_URL: url,
    BOT_PASSWORD: 'a-password-to-try',
    CONNECTOR_URL: 'http://127.0.0.1:1',
    CONNECTOR_TOKEN: 'a-token-to-try-it',
    PORT: String(port)
  }
  const program = fileURLToPath(new URL('dist/examples/replicas/start.js', repository))
  const child = spawn(process.execPath, [program],
    { env: { PATH: process.env.PATH, ...settings }, stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => { child.kill() })
  let errors = ''
  child.stderr.on('data', chunk => { errors += chunk })
  t.strictSame(await once(child, 'close'), [1, null])
  t.match(errors, `port ${port} of 127.0.0.1 is in use by another program`)
  t.notMatch(errors, 'another one is started')
})

for (const program of ['start.js', 'replica.js']) {
  t.test(`${program}: what is missing is said once, and nothing is started`, async t => {
    const child = spawn(process.execPath, [
      fileURLToPath(new URL(`dist/examples/replicas/${program}`, repository))
    ], { env: { PATH: process.env.PATH } })
    let errors = ''
    child.stderr.on('data', chunk => { errors += chunk })
    t.strictSame(await once(child, 'close'), [1, null])
    t.match(errors, /^set DATABASE_URL: .*\n$/)
  })
}

t.test('compose.yaml: names files that are there, and sets what the replicas read', t => {
  const { services, volumes } = parse(readFileSync(new URL('compose.yaml', example), 'utf8'))
  const { build, environment, deploy, depends_on: needs } = services.replica
  t.equal(deploy.replicas, 3)
  t.ok(existsSync(new URL(`${build.context}/${build.dockerfile}`, example)))
  t.ok(existsSync(new URL(services.proxy.volumes[0].split(':')[0], example)))
  t.match(readFileSync(new URL('Caddyfile', example), 'utf8'), /dynamic a replica 5000/)
  t.ok(Object.keys({ ...needs, ...services.proxy.depends_on }).every(name => name in services))
  for (const name of ['certificates', 'database']) t.ok(name in volumes)

  const filled = Object.fromEntries(Object.entries<string>(environment).map(([name, value]) =>
    [name, String(value).replace(/\$\{\w+:(?:\?|-(\w*))\}/g, (_all, otherwise) => otherwise ?? 'given')]))
  const read: Record<string, unknown> = readEnvironment(filled)
  for (const name of Object.keys(environment)) t.ok(name in read && String(read[name]) === filled[name], name)
  t.match(read, { PORT: 5000, DATABASE_URL: 'postgres://bot:given@postgres:5432/bot' })
  const dockerfile = readFileSync(new URL('Dockerfile', example), 'utf8')
  const [, program = ''] = /CMD \["node", "dist\/(.*)\.js"\]/.exec(dockerfile) ?? []
  t.ok(existsSync(new URL(`../../${program}.ts`, example)))
  t.end()
})

t.test('bot.yml: is a bot file', async t => {
  const { bot } = await loadBotFile(new URL('bot.yml', example))
  t.match(bot, { skills: { order: {} } })
})
