import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'
import { errorsRules } from '../rules/errors.ts'
import type { Entry } from '../settings.ts'
import { examineLeaks } from './examine-leaks.ts'
import { ordinary } from './ordinary.ts'

const anything: ReadonlyArray<[what: string, type: string, body: string]> = [
  ['no body', 'application/json', ''],
  ['a text', 'text/plain', 'something went wrong'],
  ['a form', 'application/x-www-form-urlencoded', 'error=1'],
  ['malformed JSON', 'application/json', '{"error": '],
  ['a list', 'application/json', '[]'],
  ['100 KiB', 'application/json', `{"error":"${'x'.repeat(100 * 1024)}"}`]
]

/** The route that the platform posts its own errors to. */
export async function checkErrors (run: Run, first: Entry): Promise<void> {
  const { ledger, settings: { errorsUrl } } = run
  if (errorsUrl === false) {
    ledger.notChecked('no errors route was named', errorsRules.map(({ id }) => id))
    return
  }
  run.doing('the errors route')
  const entry = { url: errorsUrl, method: 'POST' } as const
  const post = (body: unknown, type = 'application/json') => run.probe({ entry, body, headers: { 'content-type': type } }, () => ordinary(run, first))
  const report = await post({ error: 'a report of fastify-bot-webhook check', status: 500 })
  examineLeaks(run, report)
  ledger.checked('errors-missing', 'errors-status')
  const { response, failure } = report
  const status = response?.status ?? 0
  if (status === 404 || status === 405) ledger.found('errors-missing', report, { saw: `status ${status}` })
  else if (failure !== null) ledger.found('errors-status', report, { saw: failure.message })
  else if (status !== 200) ledger.found('errors-status', report, { saw: `status ${status}`, ...(status > 200 && status < 300 && { severity: 'warning' }) })
  if (status < 200 || status > 299 || failure !== null) {
    ledger.notChecked(status === 404 || status === 405 ? 'errors-missing' : 'errors-status', ['errors-anything'])
    return
  }
  let refused: { first: Exchange, what: string[] } | undefined
  for (const [what, type, body] of anything) {
    const exchange = await post(body, type)
    examineLeaks(run, exchange)
    ledger.checked('errors-anything')
    if (exchange.response?.status !== 200) refused = { first: refused?.first ?? exchange, what: [...refused?.what ?? [], `${what}: ${exchange.response === null ? 'no answer' : exchange.response.status}`] }
  }
  if (refused !== undefined) ledger.found('errors-anything', refused.first, { saw: refused.what.join(', ') })
}
