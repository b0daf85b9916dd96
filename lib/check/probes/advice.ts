import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i

/** What the address and the headers of an ordinary answer tell. */
export function checkAdvice ({ results, settings: { url } }: Run, answer: Exchange): void {
  const { protocol, hostname } = new URL(url)
  results.checked(answer, 'advice-https', ...(protocol === 'https:' ? ['advice-certificate'] : []))
  results.notChecked('it is called by http', ['advice-certificate'])
  if (protocol === 'http:' &&
    !LOOPBACK.test(hostname)) results.found('advice-https', answer, { saw: 'an http address' })
  const { response } = answer
  if (response === null) return
  const { headers } = response
  results.checked(answer, 'advice-version', 'advice-cookie', 'advice-cors')
  const observation = ['x-powered-by', 'server', 'x-aspnet-version'].filter(name =>
    name === 'x-powered-by' ? headers[name] !== undefined : /\d/.test(headers[name] ?? '')
  )
  if (observation.length > 0) {
    results.found('advice-version', answer, { saw: observation.map(name => `${name}: ${headers[name]}`).join(', ') })
  }
  if (headers['set-cookie'] !== undefined) results.found('advice-cookie', answer, { saw: 'a set-cookie header' })
  if (headers['access-control-allow-origin'] === '*') {
    results.found('advice-cors', answer, { saw: 'access-control-allow-origin: *' })
  }
}
