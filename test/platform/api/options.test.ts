import Fastify from 'fastify'
import t from 'tap'
import { platform, type PlatformOptions } from '../../../lib/platform/api/index.ts'
import { memoryBot, serve, TOKEN } from '../../support/platform.ts'

async function failure (options: object): Promise<{ code?: string, message?: string }> {
  const app = Fastify()
  try {
    await app.register(platform, options as PlatformOptions)
    return {}
  } catch (error) {
    return error as Error
  } finally {
    await app.close()
  }
}

t.test('each wrong option is told, with what to do', async t => {
  const good = { bot: memoryBot, token: TOKEN }
  for (const [options, answers] of [
    [{ bot: memoryBot }, /option token is required: it must be at least 16 .*openssl rand/],
    [{ ...good, token: 'short' }, /at least 16/],
    [{ token: TOKEN }, /option bot is required: it must be the path or file URL/],
    [{ ...good, tokn: 1 }, /unknown option tokn; .*did you mean token\?/],
    [{ ...good, somethingElse: 1 }, /unknown option somethingElse; valid options: bot, token, name/],
    [{ ...good, name: 'a b' }, /option name must be/],
    [{ ...good, outboundUrl: 'ftp://x' }, /option outboundUrl must be/],
    [{ ...good, store: 'sqlite:x' }, /option store must be/],
    [{ ...good, origins: 'https://a.example' }, /option origins must be/],
    [{ ...good, origins: ['https://a.example/path'] }, /option origins must be/],
    [{ ...good, demo: 1 }, /option demo must be/],
    [{ ...good, maxConversations: 0 }, /option maxConversations must be/],
    [{ ...good, idleTimeout: 1.5 }, /option idleTimeout must be/],
    [{ ...good, rateLimit: 0 }, /option rateLimit must be/],
    [{ ...good, webchat: { channel: 'x' } }, /unknown option webchat.channel; valid options: channelId, token, preferences/],
    [{ ...good, webchat: { channelId: 'a b' } }, /option webchat.channelId must be/],
    [{ ...good, webchat: { token: 'short' } }, /at least 16/],
    [{ ...good, webchat: true }, /option webchat must be an object, or false/],
    [{ ...good, rateLimit: true }, /option rateLimit must be a whole number of calls from 1 to 1000000, or false/],
    [{ ...good, webchat: { preferences: 1 } }, /option webchat.preferences must be an object/],
    [{ ...good, webchat: { preferences: { acentColor: '#000' } } }, /did you mean accentColor\?/],
    [{ ...good, webchat: { preferences: { openingType: 'open' } } }, /openingType must be one of always, never, memory/]
  ] as Array<[object, RegExp]>) {
    const { code, message } = await failure(options)
    t.match(code, /^FST_BOT_/)
    t.match(message, answers)
  }
})

t.test('without the webchat there is no channel and no web client', async t => {
  const app = await serve(t, { bot: memoryBot, webchat: false, origins: ['*'] })
  for (const url of ['/webclient.js', '/connect/v1/webhook/bot/preferences', '/']) {
    t.equal((await app.inject(url)).statusCode, 404, url)
  }
})

t.test('the channel has the id, the token and the looks that are asked for', async t => {
  const app = await serve(t, {
    bot: memoryBot,
    webchat: {
      channelId: 'shop', token: 'a-token-for-the-pages', preferences: { headerTitle: 'Shop', openingType: 'always' }
    }
  })
  const response = await app.inject({
    url: '/connect/v1/webhook/shop/preferences', headers: { authorization: 'a-token-for-the-pages' }
  })
  t.match(response.json().results, { headerTitle: 'Shop', openingType: 'always', accentColor: '#2563eb' })
  const named = await serve(t, { bot: memoryBot, webchat: { channelId: 'named', token: 'a-token-for-the-pages' } })
  t.match((await named.inject({
    url: '/connect/v1/webhook/named/preferences', headers: { authorization: 'a-token-for-the-pages' }
  })).json().results, { headerTitle: 'memory-bot', accentColor: '#2563eb' }, 'the looks are the usual ones')
})
