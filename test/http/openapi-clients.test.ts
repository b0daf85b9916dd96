import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { build } from '../../examples/example-bot.ts'
import botWebhook, { bearer } from '../../lib/index.ts'
import { call, listen } from '../support/app.ts'
import { installPackages } from '../support/install-packages.ts'
import { root } from '../support/repository.ts'

// Generators of clients, as they are on npm, make a client from the document of a bot. It compiles, and calls the bot.

const run = promisify(execFile)
const fixture = join(root, 'test/fixtures/openapi-clients')
await installPackages(fixture)

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: ['node'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true
}

/** Programs that send a call and a report, and print the first reply. */
const programs: Readonly<Record<string, { imports: string, calls: string }>> = {
  'openapi-typescript': {
    imports: `
      import createClient from 'openapi-fetch'
      import type { paths } from './openapi-typescript.ts'`,
    calls: `
      const client = createClient<paths>({ baseUrl })
      const { data, error } = await client.POST('/', { body: turn })
      const { response: { status } } = await client.POST('/errors', { body: report })
      print(data?.replies?.[0], status, error?.code)`
  },
  'hey-api': {
    imports: `
      import { answerTurn, takeReport } from './hey-api/index.ts'
      import { client } from './hey-api/client.gen.ts'`,
    calls: `
      client.setConfig({ baseUrl })
      const { data, error } = await answerTurn({ body: turn })
      const { response } = await takeReport({ body: JSON.stringify(report) })
      print(data?.replies?.[0], response?.status, error?.code)`
  },
  kubb: {
    imports: `
      import { answerTurn, takeReport } from './kubb/index.ts'`,
    calls: `
      const headers = { 'content-type': 'application/json' } // its fetch sends text
      const { replies } = await answerTurn(turn, { headers })
      await takeReport(report).catch(error => {
        if (!(error instanceof SyntaxError)) throw error // it reads an empty answer as JSON
      })
      print(replies?.[0], 200, undefined)`
  },
  orval: {
    imports: `
      import { answerTurn, takeReport } from './orval.ts'`,
    calls: `
      const { data, status } = await answerTurn(turn)
      const reported = await takeReport(JSON.stringify(report))
      print('replies' in data ? data.replies?.[0] : undefined, reported.status, status === 200 ? undefined : data.code)`
  }
}

/** Makes the clients of a document in a folder of their own, which knows the packages that they import. */
async function generate (t: Test, app: FastifyInstance, baseUrl: string): Promise<string> {
  const folder = await mkdtemp(join(fixture, '.generated-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const document = join(folder, 'openapi.json')
  await writeFile(document, JSON.stringify(app.swagger()))
  const include = ['*.ts', 'hey-api', 'kubb']
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
  await run(process.execPath, [join(fixture, 'generate.js'), document, folder, baseUrl], { cwd: folder })
  return folder
}

/** What a strict compiler says of the clients. */
function compile (folder: string): Promise<string> {
  const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
  return run(process.execPath, [tsc, '-p', folder]).then(() => '', ({ stdout }) => stdout)
}

t.test('clients of four generators compile under strict TypeScript, and call the example bot', async t => {
  const app = await build()
  t.teardown(() => app.close())
  const baseUrl = `http://127.0.0.1:${await listen(app)}`
  const folder = await generate(t, app, baseUrl)
  const preamble = `
    const baseUrl = ${JSON.stringify(baseUrl)}
    const turn = ${JSON.stringify({ ...call(), conversation: { id: '1', skill: 'small-talk', memory: { a: 1 } } })}
    const report = { error: 'Something failed' }
    const print = (reply: unknown, status: number | undefined, code: string | undefined): void => {
      console.log(JSON.stringify({ reply, status, code }))
    }`
  for (const [name, { imports, calls }] of Object.entries(programs)) {
    await writeFile(join(folder, `call-${name}.ts`), imports + preamble + calls)
  }
  t.equal(await compile(folder), '')
  for (const name of Object.keys(programs)) {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', join(folder, `call-${name}.ts`)], { cwd: root })
    t.strictSame(JSON.parse(stdout), { reply: { type: 'text', content: 'Roger that' }, status: 200 }, name)
  }
})

for (const openapi of ['3.1.0', '3.0.3']) {
  t.test(`clients compile for a bot with actions, parameters and schemas of all kinds: OpenAPI ${openapi}`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger, { openapi: { openapi, info: { title: 'Bot', version: '1.0.0' } } })
    await app.register(botWebhook, { auth: bearer('a-secret-of-the-server'), prefix: '/bot', methods: ['POST', 'PUT'] })
    const Tree = Type.Recursive(This => Type.Object({ children: Type.Array(This) }), { $id: 'Tree' })
    const Amount = Type.Union([Type.Number(), Type.String(), Type.Null()], { $id: 'Amount' })
    app.bot.skill('order', {
      memory: Type.Object({
        tree: Type.Optional(Tree),
        amount: Type.Optional(Amount),
        map: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
        open: Type.Optional(Type.Object({ known: Type.String() }, { additionalProperties: Type.Number() })),
        pair: Type.Optional(Type.Tuple([Type.String(), Type.Number()])),
        empty: Type.Optional(Type.Object({})),
        not: Type.Optional(Type.Not(Type.String()))
      })
    }, () => 'x')
    app.bot.action('/orders/:id', {
      method: 'GET',
      schema: { querystring: Type.Object({ city: Type.String(), days: Type.Optional(Type.String()) }) }
    }, () => 'x')
    app.bot.action('/orders', { method: 'PUT', body: Type.Object({ amount: Amount, tree: Tree }) }, () => 'x')
    await app.ready()
    t.equal(await compile(await generate(t, app, 'http://bot.test')), '')
  })
}
