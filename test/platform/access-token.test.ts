import t from 'tap'
import { TokenCache } from '../../lib/platform/calls/access-token.ts'

const of = (clientId: string) => ({ tokenUrl: 'https://auth.example/token', clientId, clientSecret: 'secret' })

t.test('no more than a hundred access tokens are kept', t => {
  const tokens = new TokenCache()
  for (let number = 0; number < 100; number++) tokens.take(of(`client-${number}`), { access_token: `token-${number}` })
  t.equal(tokens.find(of('client-0')), 'token-0')
  tokens.take(of('one more'), { access_token: 'another' })
  t.equal(tokens.find(of('one more')), 'another')
  t.equal(tokens.find(of('client-0')), undefined, 'it is asked for again')
  t.end()
})
