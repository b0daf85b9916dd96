import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { run } from '../support/program.ts'
import { repository } from '../support/repository.ts'

const example = new URL('examples/serve/', repository)
const program = new URL('serve.ts', example)

t.test('compose.yaml: names files and services that are there, and sets what the program reads', t => {
  const { services, volumes } = parse(readFileSync(new URL('compose.yaml', example), 'utf8'))
  const { build, environment, deploy, depends_on: needs } = services.bot
  t.ok(deploy.replicas > 1)
  t.ok(existsSync(new URL(`${build.context}/${build.dockerfile}`, example)))
  t.ok(Object.keys({ ...needs, ...services.proxy.depends_on }).every(name => name in services))
  t.ok(services.database.volumes.every((volume: string) => (volume.split(':')[0] as string) in volumes))
  const source = readFileSync(program, 'utf8')
  for (const name of Object.keys(environment)) t.match(source, new RegExp(`\\b${name}\\b`), name)
  t.match(environment.DATABASE_URL, /@database:5432\//)
  const [, built = ''] = /CMD \["node", "dist\/(.*)\.js"\]/.exec(readFileSync(new URL('Dockerfile', example), 'utf8')) ?? []
  t.ok(existsSync(new URL(`${built}.ts`, repository)))
  t.end()
})

t.test('the program serves the bot, with a page to try it, to who has the token', async t => {
  const token = 'a-token-of-these-tests'
  const built = fileURLToPath(new URL('dist/examples/serve/serve.js', repository))
  const { url, printed } = await run(t, () => [process.execPath, built], { BOT_TOKEN: token, ORIGINS: 'https://a.example' })
  const dialog = async (authorization: string) => await fetch(`${url}/build/v1/dialog`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', origin: 'https://a.example' },
    body: JSON.stringify({ message: { type: 'text', content: 'when are you open' }, conversation_id: 'c' })
  })
  const answered = await dialog(`Token ${token}`)
  t.match(await answered.json(), { results: { messages: [{ content: /^From nine to five/ }] } }, printed())
  t.equal(answered.headers.get('access-control-allow-origin'), 'https://a.example')
  t.equal((await dialog('Token another')).status, 401)
  t.match(await (await fetch(`${url}/`)).text(), /webclient\.js/)
  t.match(await (await fetch(`${url}/health`)).json(), { results: { status: 'up' } })
})
