import fp from 'fastify-plugin'
import t from 'tap'
import type { Bot } from '../../lib/index.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'

/** What the user reads. */
async function read (app: Awaited<ReturnType<typeof build>>, skill: string, conversation = {}): Promise<string> {
  return (await post(app, call(skill, conversation))).json().replies.map(({ content }: { content: string }) => content)
    .join(' ')
}

/** Adds hooks that leave their mark on what the user reads. */
function mark (bot: Bot, name: string): void {
  bot.onTurn(({ memory }) => { memory.seen = [...(memory.seen ?? []) as string[], name] })
  bot.onReply((replies, { memory }) => [...replies, `${name}:${String(memory.seen)}`])
}

t.test('hooks run for the scope that adds them and for those below it, outer ones first', async t => {
  const app = await build(t, {}, async app => {
    app.bot.skill('root', () => 'root')
    await app.register(async a => {
      a.bot.skill('a', () => 'a')
      mark(a.bot, 'A')
      await a.register(async inner => {
        mark(inner.bot, 'I')
        inner.bot.skill('inner', () => 'inner')
      })
    })
    await app.register(async b => { b.bot.skill('b', () => 'b') })
    await app.register(fp(async same => { mark(same.bot, 'R') }))
  })
  t.equal(await read(app, 'root'), 'root R:R', 'a plugin without a scope of its own adds to its parent')
  t.equal(await read(app, 'a'), 'a R:R,A A:R,A')
  t.equal(await read(app, 'inner'), 'inner R:R,A,I A:R,A,I I:R,A,I')
  t.equal(await read(app, 'b'), 'b R:R')
})

t.test('handlers of every kind have the hooks of their scope', async t => {
  const app = await build(t, {}, async app => {
    await app.register(async ({ bot }) => {
      bot.onReply(replies => [...replies, 'hooked'])
      bot.skill(['list'], () => 'x')
      bot.skill(/^pattern/, () => 'x')
      bot.action('/act', () => 'x')
      bot.fallback(() => 'x')
    })
    app.bot.intent('greetings', () => 'x')
  })
  t.equal(await read(app, 'list'), 'x hooked')
  t.equal(await read(app, 'pattern'), 'x hooked')
  t.equal((await post(app, call(), '/act')).json().replies.length, 2)
  t.equal(await read(app, 'anything'), 'x', 'the intent is registered outside')
  const body = call('anything')
  body.nlp.intents = []
  t.equal((await post(app, body)).json().replies.length, 2)
})

t.test('the bots of two scopes are strangers', async t => {
  const { default: botWebhook } = await import('../../lib/index.ts')
  const app = await build(t, {}, async app => {
    mark(app.bot, 'outer')
    app.bot.skill('x', () => 'outer')
    await app.register(async scope => {
      await scope.register(botWebhook, { auth: false, prefix: '/inner' })
      scope.bot.skill('x', () => 'inner')
    })
  })
  t.equal(await read(app, 'x'), 'outer outer:outer')
  t.strictSame((await post(app, call('x'), '/inner')).json().replies.length, 1)
})

t.test('onTurn may answer in place of the handler, and what is left does not run', async t => {
  const ran: string[] = []
  const app = await build(t, {}, ({ bot }) => {
    bot.onTurn(() => { ran.push('first') })
    bot.onTurn(({ memory }) => memory.blocked === true ? 'You are blocked.' : null)
    bot.onTurn(async () => { ran.push('third') })
    bot.onReply(replies => { ran.push(`reply ${replies.length}`) })
    bot.skill('x', () => { ran.push('handler') })
  })
  t.equal(await read(app, 'x', { memory: { blocked: true } }), 'You are blocked.')
  t.strictSame(ran.splice(0), ['first', 'reply 1'])
  t.equal(await read(app, 'x'), '')
  t.strictSame(ran, ['first', 'third', 'handler', 'reply 0'])
})

t.test('onReply is given messages, and what it returns is checked like any reply', async t => {
  const seen: unknown[] = []
  const app = await build(t, {}, ({ bot }) => {
    bot.onReply(async replies => { seen.push(replies) })
    bot.onReply((replies, { skill }) => skill === 'empty' ? '' : skill === 'none' ? [] : undefined)
    for (const skill of ['text', 'empty', 'none']) {
      bot.skill(skill,
        () => ['a', { type: 'picture', content: 'https://example.com/a.png' }])
    }
  })
  const sent = [{ type: 'text', content: 'a' }, { type: 'picture', content: 'https://example.com/a.png' }]
  t.strictSame((await post(app, call('text'))).json().replies, sent)
  t.strictSame(seen, [sent])
  t.strictSame((await post(app, call('none'))).json().replies, [])
  refused(t, await post(app, call('empty')), 500, 'FST_BOT_REPLY_INVALID')
})

t.test('onReply runs on error replies too, and on none when nothing is said', async t => {
  let asked = 0
  const app = await build(t, {}, ({ bot }) => {
    bot.onReply(replies => { asked++; return [...replies, 'signed'] })
    bot.setErrorReply(async (_error, { skill }) => skill === 'silent' ? undefined : 'Sorry.')
    bot.skill(['broken', 'silent'], () => { throw new Error('no') })
  })
  const response = await post(app, call('broken'))
  t.strictSame(response.json(), { replies: [{ type: 'text', content: 'Sorry.' }, { type: 'text', content: 'signed' }] })
  t.equal(asked, 1)
  refused(t, await post(app, call('silent')), 500, 'FST_BOT_HANDLER_FAILED')
  t.equal(asked, 1)
})

t.test('the error reply is that of the innermost scope that has one', async t => {
  const app = await build(t, {}, async app => {
    const fail = () => { throw new Error('no') }
    app.bot.setErrorReply(() => 'outer')
    app.bot.skill('root', fail)
    await app.register(async shop => {
      shop.bot.setErrorReply(() => 'shop')
      shop.bot.skill('shop', fail)
      await shop.register(async inner => { inner.bot.skill('inner', fail) })
      t.throws(() => { shop.bot.setErrorReply(() => 'again') }, { code: 'FST_BOT_HANDLER_DUPLICATE' })
    })
    await app.register(async other => { other.bot.skill('other', fail) })
  })
  t.equal(await read(app, 'root'), 'outer')
  t.equal(await read(app, 'shop'), 'shop')
  t.equal(await read(app, 'inner'), 'shop')
  t.equal(await read(app, 'other'), 'outer')
})

t.test('a hook that fails or hangs fails the turn like a handler', async t => {
  const { app, lines } = await buildWithLogs(t, { handlerTimeout: 50 }, async app => {
    await app.register(async ({ bot }) => {
      bot.onTurn(() => { throw new Error('no') })
      bot.skill('before', () => 'x')
    })
    await app.register(async ({ bot }) => {
      bot.onReply(async () => { throw new Error('no') })
      bot.setErrorReply(() => 'Sorry.')
      bot.skill('after', () => 'x')
    })
    await app.register(async ({ bot }) => {
      bot.onTurn(() => new Promise(() => {}))
      bot.skill('hanging', () => 'x')
    })
  })
  refused(t, await post(app, call('before')), 500, 'FST_BOT_HANDLER_FAILED')
  refused(t, await post(app, call('after')), 500, 'FST_BOT_HANDLER_FAILED', 'an error reply that a hook breaks is none')
  t.ok(lines.some(({ msg }) => msg.includes('the error reply failed too')))
  refused(t, await post(app, call('hanging')), 503, 'FST_BOT_HANDLER_TIMEOUT')
})

t.test('hooks are functions, and are added before the app is ready', async t => {
  const app = await build(t, {}, ({ bot }) => {
    for (const add of [bot.onTurn, bot.onReply, bot.setErrorReply]) {
      t.throws(() => { add('x' as never) },
        { code: 'FST_BOT_HANDLER_INVALID' })
    }
  })
  for (const add of [app.bot.onTurn, app.bot.onReply]) {
    t.throws(() => { add(() => {}) },
      { code: 'FST_BOT_HANDLER_LATE' })
  }
  t.equal(app.bot, app.bot, 'the bot of an instance is always the same')
})
