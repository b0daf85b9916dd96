import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i

/** What the address and the headers of an ordinary answer tell. */
export function checkAdvice ({ ledger, settings: { url } }: Run, answer: Exchange): void {
  const { protocol, hostname } = new URL(url)
  ledger.checked('advice-https', ...(protocol === 'https:' ? ['advice-certificate'] : []))
  ledger.notChecked('it is called by http', ['advice-certificate'])
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) ledger.found('advice-https', answer, { saw: 'an http address' })
  const { response } = answer
  if (response === null) return
  const { headers } = response
  ledger.checked('advice-version', 'advice-cookie', 'advice-cors')
  const told = ['x-powered-by', 'server', 'x-aspnet-version'].filter(name =>
    name === 'x-powered-by' ? headers[name] !== undefined : /\d/.test(headers[name] ?? '')
  )
  if (told.length > 0) {
    ledger.found('advice-version', answer, { saw: told.map(name => `${name}: ${headers[name]}`).join(', ') })
  }
  if (headers['set-cookie'] !== undefined) ledger.found('advice-cookie', answer, { saw: 'a set-cookie header' })
  if (headers['access-control-allow-origin'] === '*') {
    ledger.found('advice-cors', answer, { saw: 'access-control-allow-origin: *' })
  }
}
