import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'
import { build as exampleBot } from '../../examples/example-bot.ts'
import { converse, replay, type Transcript } from '../../lib/testing/index.ts'
import { build, call } from '../support/app.ts'
import { repository } from '../support/repository.ts'

const bot = new URL('examples/bot.yml', repository)

t.test('a step has all that a test asks for', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('greet', ({ memory, nlp }) => {
      memory.said = nlp.source
      return [
        'Hello',
        { type: 'quickReplies', content: { title: 'Go on?', buttons: [{ title: 'Yes', value: 'yes please' }] } }
      ]
    })
  })
  const chat = await converse(app, { memory: { a: 1 } })
  const step = await chat.say('hi', { skill: 'greet' })
  t.match(step, {
    replies: [{ type: 'text', content: 'Hello' }, { type: 'quickReplies' }],
    text: 'Hello\nGo on?\n[Yes]',
    memory: { a: 1, said: 'hi' },
    changes: { added: { '/said': 'hi' }, removed: {}, changed: {} },
    status: 200,
    ms: Number,
    logs: [{ level: 'info', message: /answered in \d+ ms/ }],
    nlp: { source: 'hi' },
    request: { method: 'POST', body: { conversation: { skill: 'greet', memory: { a: 1 } } } },
    response: { status: 200, json: { conversation: { memory: { a: 1, said: 'hi' } } } }
  })
  t.match(await chat.click('Yes'), {
    status: 404,
    replies: [],
    request: { body: { nlp: { source: 'yes please' }, conversation: { skill: null } } },
    logs: [{ code: 'E_WEBHOOK_FAILED', message: /status 404: no handler for this skill/ }]
  })
  await t.rejects(chat.click('Yes'), { code: 'FST_BOT_BUTTON_UNKNOWN' })
  t.equal(chat.session.turns.length, 2)
})

t.test('a body is what a call of the platform is', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(() => 'ok') })
  const { request } = await (await converse(app, { id: 'c1' })).say('hi', { skill: 'greetings', intent: 'greetings' })
  const { conversation, nlp } = request?.body as ReturnType<typeof call>
  t.strictSame(Object.keys(conversation).sort(), Object.keys(call().conversation).sort())
  t.strictSame(Object.keys(nlp).sort(), Object.keys(call().nlp).sort())
})

t.test('where the bot is mounted, with and without a bot file; reports go to its errors route, or nowhere', async t => {
  const reports: unknown[] = []
  const app = await build(t, { prefix: '/p', path: '/hook', errorsPath: '/trouble' }, app => {
    app.bot.skill('ok', () => 'fine')
    app.bot.onReport(({ body }) => { reports.push(body) })
  })
  const plain = await converse(app, { path: '/p/hook', errorsPath: '/p/trouble' })
  t.equal((await plain.say('hi', { skill: 'ok' })).text, 'fine')
  t.match((await plain.say('hi')).calls, [{ problem: { kind: 'status' } }, { purpose: 'errors', problem: null }])
  t.match(reports, [{ error: { kind: 'status', status: 404 } }])
  t.equal((await (await converse(app, { path: '/p/hook', errorsPath: false })).say('hi')).calls.length, 1)

  const file = { name: 'x', languages: ['en'], skills: { ok: { actions: [{ webhook: '/hook' }] } } }
  t.equal((await (await converse(app, { bot: file, path: '/p' })).say('hi', { skill: 'ok' })).text, 'fine')
  t.equal((await (await converse(app, { bot: { ...file, webhook: { url: 'https://bot.example.com/p' } } })).say('hi',
    { skill: 'ok' })).text, 'fine', 'whatever the host')
  const unmounted = await (await converse(app, { bot: file })).say('hi', { skill: 'ok' })
  t.match(unmounted,
    { status: 404, calls: [{}, { purpose: 'errors', request: { url: 'http://127.0.0.1:5000/errors' } }] })
  const root = await build(t, {}, app => { app.bot.onReport(({ body }) => { reports.push(body) }) })
  t.match((await (await converse(root)).say('hi')).calls, [{}, { purpose: 'errors', problem: null }])
})

t.test('no call, no answer: status, request and response are null', async t => {
  const file = {
    name: 'x',
    languages: ['en'],
    skills: { a: { actions: [{ message: 'a' }] }, b: { actions: [{ webhook: 'mailto:x' }] } }
  }
  const app = await build(t)
  const chat = await converse(app,
    { bot: { ...file, skills: { ...file.skills, b: { actions: [{ webhook: '{{memory.none}}' }] } } } })
  t.match(await chat.say('', { skill: 'a' }), { status: null, request: null, response: null, text: 'a' })
  t.match(await chat.say('', { skill: 'b' }), { status: null, request: { method: 'POST' }, response: null })
})

t.test('a script in one go; a transcript that is replayed from a file, and tells what differs', async t => {
  const app = await exampleBot()
  t.teardown(() => app.close())
  const chat = await converse(app, { bot, language: 'en', memory: { a: 1 }, participant: { userName: 'Ada' } })
  const steps = await chat.run([
    'hello', { say: 'what is the weather like' }, { click: 'Paris' },
    { say: 'x', skill: 'get-weather', entities: { location: 'Lyon' } }
  ])
  t.strictSame(steps.map(({ text }) => text),
    ['Roger that', 'Which city?\n[Paris]\n[Lyon]', 'Paris: cloudy, 14 degrees.', 'Lyon: sunny, 19 degrees.'])
  const transcript = chat.transcript()
  t.match(transcript, {
    bot: fileURLToPath(bot),
    language: 'en',
    memory: { a: 1 },
    participant: { userName: 'Ada' },
    turns: [
      { line: 'hello' }, { line: 'what is the weather like' }, { line: { click: 'Paris' } },
      { line: { say: 'x', skill: 'get-weather' }, memory: { city: 'Lyon' } }
    ]
  })

  const file = join(t.testdir(), 'chat.json')
  await writeFile(file, JSON.stringify(transcript))
  const same = await replay(app, file)
  t.strictSame([same.same, same.differences, same.steps.length], [true, [], 4])
  t.ok((await replay(app, pathToFileURL(file))).same)

  const other = await build(t, {}, app => {
    app.bot.fallback(({ memory }) => {
      memory.city = 'Rome'; return {
        type: 'quickReplies', content: { title: 'x', buttons: [{ title: 'Paris', value: 'hello' }] }
      }
    })
  })
  const changed = await replay(other, transcript)
  t.notOk(changed.same)
  t.match(changed.differences[0],
    { turn: 1, what: 'replies', expected: [{ content: 'Roger that' }], actual: [{ type: 'quickReplies' }] })
  t.match(changed.differences[1], { turn: 1, what: 'memory', expected: { key: 'value' }, actual: { city: 'Rome' } })
  t.equal(changed.differences.length, 8)

  const plain: Transcript = { turns: [{ line: 'hi', replies: [], memory: {} }] }
  t.notOk((await replay(other, plain)).same)
  t.ok((await replay(app, { ...transcript, bot: 'gone.yml' }, { bot })).same, 'options go before')
  t.strictSame((await converse(app)).transcript(), { turns: [] })
})

t.test('it works in other test runners', async t => {
  const run = async (command: string, args: string[]) => {
    const { TAP, NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env // of this runner
    const child = spawn(command, args,
      { cwd: fileURLToPath(new URL('test/support/runners', repository)), env: { ...env, CI: '1' } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
    const [code] = await once(child, 'close')
    t.equal(code, 0, output)
    return output
  }
  t.match(await run(process.execPath, ['--test', 'node.js']), /pass 1/)
  t.match(await run(process.execPath, [
    fileURLToPath(new URL('node_modules/vitest/vitest.mjs', repository)), 'run', '--config', 'vitest.config.js'
  ]), /1 passed/)
})
