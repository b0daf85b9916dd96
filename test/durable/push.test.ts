import { createServer } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { addressOf } from '../../lib/durable/push/address.ts'
import { createPush } from '../../lib/durable/push/client.ts'
import { openTokens } from '../../lib/durable/push/tokens.ts'
import { startConnector } from '../support/connector.ts'

const guard = { signal: new AbortController().signal, isHeld: () => true }

/** Ids that would lead elsewhere, if they were put into a URL as they are, in each of these places. */
function hostileIds (): string[] {
  const steps = [
    '.', '..', '...', '../..', '../../..', '%2e', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '%252e%252e', '..;', '..\\',
    '\\', '/', '//', '///', ''
  ]
  const targets = [
    'evil.test', '@evil.test', ':80@evil.test', 'http://evil.test/', 'https://evil.test', '//evil.test/x',
    '\\\\evil.test\\x', 'javascript:alert(1)', 'file:///etc/passwd', '?x=1', '#x', '?', '#', ';x', ':', '%'
  ]
  const controls = [
    '\r\n', '\n', '\r', '\t', '\0', '\r\nhost: evil.test', '\r\n\r\nGET / HTTP/1.1\r\n\r\n', '\u2028', '\ufeff',
    '\ud800', '\udfff', '\ufffd', '%0d%0a', '%00', ' '
  ]
  const words = [
    '\u3002\u3002', '\uff0e\uff0e', '\uff0f', '\u2215', '\u{1f600}', 'a'.repeat(5000), '__proto__', 'constructor',
    'messages', '*', '[::1]', '127.0.0.1', '"', "'", '<x>', '{}', '|', '^', '`', '~', '+', '&', '=', ',', '!', '$',
    '(', ')'
  ]
  const plain = [...steps, ...targets, ...controls, ...words]
  return [...new Set([
    ...plain, ...plain.map(id => `c1/${id}`), ...plain.map(id => `${id}/c1`), ...plain.map(id => `../${id}`)
  ])]
}

t.test('no conversation id leads a push out of its place', async t => {
  const connector = await startConnector(t)
  const elsewhere = createServer(socket => { socket.destroy(); t.fail('something else was called') })
    .listen(0, '127.0.0.1')
  t.teardown(() => { elsewhere.close() })
  await once(elsewhere, 'listening')
  const push = createPush({
    ...connector,
    url: `${connector.url}/`,
    timeout: 5000,
    concurrency: 1,
    retry: { limit: 0, delay: 0, backoff: false }
  })

  const ids = hostileIds()
  t.ok(ids.length >= 200, `${ids.length} ids`)
  const refused: string[] = []
  for (const id of ids) {
    const { outcome } = await push(id, { type: 'text', content: id }, guard)
    const call = connector.received.pop()
    if (outcome === 'sent') {
      const [, segment = ''] = /^\/connect\/v1\/conversations\/([^/?#]+)\/messages$/.exec(call?.url ?? '') ?? []
      if (decodeURIComponent(segment) !== id) t.fail(`${JSON.stringify(id)} led to ${call?.url}`)
    } else {
      refused.push(id)
      if (call !== undefined) t.fail(`${JSON.stringify(id)} was refused and called ${call.url}`)
    }
    connector.received.length = 0
  }
  t.same(refused.filter(id => !/\p{Surrogate}/u.test(id)), ['.', '..', ''],
    'what has an encoding is sent, but for steps')
  t.ok(refused.includes('\ud800'))
})

t.test('an address is one segment below the base', t => {
  t.equal(addressOf('http://host/connect/v1/', 'a/b')?.href, 'http://host/connect/v1/conversations/a%2Fb/messages')
  t.equal(addressOf('http://host/', '%2e%2e')?.href, 'http://host/conversations/%252e%252e/messages')
  for (const id of ['.', '..', '', '\udc00']) t.equal(addressOf('http://host/', id), undefined)
  t.end()
})

t.test('of several tokens each is tried once, whichever push was refused', async t => {
  const tokens = openTokens(['first', 'second', 'third'])
  t.equal(tokens.tryNext('first'), true)
  t.equal(await tokens.current(), 'second')
  t.equal(tokens.tryNext('first'), true, 'another push has gone on already')
  t.equal(await tokens.current(), 'second')
  t.equal(tokens.tryNext('second'), true)
  t.equal(tokens.tryNext('third'), false, 'all were refused')
})
