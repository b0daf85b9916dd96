import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parse } from 'yaml'
import { readEnvironment } from '../../examples/replicas/environment.ts'
import { loadBotFile } from '../../lib/platform/index.ts'
import { call, send } from '../support/app.ts'

const example = new URL('../../examples/replicas/', import.meta.url)

t.test('start.sh: brings a database of its own, tells how to talk to the bot, and leaves nothing behind', { timeout: 120_000 }, async t => {
  const folder = mkdtempSync('/tmp/bot-replicas-')
  chmodSync(folder, 0o755) // PostgreSQL runs as another user
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const script = spawn('bash', [new URL('start.sh', example).pathname], { env: { PATH: process.env.PATH, TMPDIR: folder, PORT: '0', REPLICAS: '2' }, detached: true })
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

  const [, password = ''] = /BOT_PASSWORD=(\S+)/.exec(lines.join('\n')) ?? []
  const body = JSON.stringify({ ...call('order'), nlp: { entities: { product: [{ raw: 'tea' }] } } })
  const answer = await send(ports[0] as number, '/', { headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`platform:${password}`)}` }, body })
  t.match(JSON.parse(answer.body), { replies: [{ content: 'Order 1 is taken.' }] })

  process.kill(replicas[0] as number, 'SIGTERM')
  while (ports.length < 3 && script.exitCode === null) await sleep(50)
  t.match(errors, `replica ${replicas[0]} has ended (0), another one is started`)
  t.not(replicas[2], replicas[0])

  process.kill(group, 'SIGINT') // as Ctrl-C does
  t.strictSame(await once(script, 'exit'), [0, null])
  t.strictSame(readdirSync(folder), [])
})

for (const program of ['start.js', 'replica.js']) {
  t.test(`${program}: what is missing is said once, and nothing is started`, async t => {
    const child = spawn(process.execPath, [new URL(`../dist/examples/replicas/${program}`, import.meta.url).pathname], { env: { PATH: process.env.PATH } })
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

  const filled = Object.fromEntries(Object.entries<string>(environment).map(([name, value]) => [name, String(value).replace(/\$\{\w+:(?:\?|-(\w*))\}/g, (_all, otherwise) => otherwise ?? 'given')]))
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
