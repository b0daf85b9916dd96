import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'
import type { CheckSettings } from '../settings.ts'
import { errorsRules } from '../rules/errors.ts'
import { examineLeaks } from './examine-leaks.ts'
import { healthCheck, type Part, type ProbeAttempt } from './part.ts'

const REPORT = { error: 'a report of fastify-bot-webhook check', status: 500 }

const anything: ReadonlyArray<[what: string, type: string, body: string]> = [
  ['no body', 'application/json', ''],
  ['a text', 'text/plain', 'something went wrong'],
  ['a form', 'application/x-www-form-urlencoded', 'error=1'],
  ['malformed JSON', 'application/json', '{"error": '],
  ['a list', 'application/json', '[]'],
  ['100 KiB', 'application/json', `{"error":"${'x'.repeat(100 * 1024)}"}`]
]

/** The route that the platform posts its own errors to. */
export const errors: Part = {
  serves: ['errors'], calls: callsOf, check: checkErrors
}

function callsOf ({ errorsUrl, isErrorsUrlGuessed }: CheckSettings): number {
  return errorsUrl === false ? 0 : 1 + (isErrorsUrlGuessed ? 1 : 0) + anything.length
}

async function checkErrors (run: Run, tried: ProbeAttempt): Promise<void> {
  const { results, settings: { errorsUrl } } = run
  if (errorsUrl === false) {
    results.notChecked('no errors route was named', errorsRules.map(({ id }) => id))
    return
  }
  run.doing('the errors route')
  const route = await findRoute(run, tried, errorsUrl)
  const post = (body: unknown, type: string, judge: (exchange: Exchange) => void): Promise<Exchange> =>
    postReport(run, tried, route.url, body, type, judge)
  const { response, failure } = route.report
  const status = response?.status ?? 0
  if (status < 200 || status > 299 || failure !== null) {
    results.notChecked(isMissing(route.report) ? 'errors-missing' : 'errors-status', ['errors-anything'])
    return
  }
  const refused: Exchange[] = []
  const what: string[] = []
  try {
    for (const [name, type, body] of anything) {
      await post(body, type, exchange => {
        results.checked(exchange, 'errors-anything')
        if (exchange.response?.status === 200) return
        refused.push(exchange)
        what.push(`${name}: ${exchange.response?.status ?? 'no answer'}`)
      })
    }
  } finally { // also when the server did not survive it
    const [first] = refused
    if (first !== undefined) results.found('errors-anything', first, { saw: what.join(', ') })
  }
}

/** The errors route and its answer to a report: below the webhook, or for one action of a bot at the root. */
async function findRoute (
  run: Run, tried: ProbeAttempt, url: string
): Promise<{ url: string, report: Exchange }> {
  const { random, settings } = run
  const urls = [url]
  if (settings.isErrorsUrlGuessed) {
    const root = new URL(url)
    root.pathname = '/errors'
    urls.push(root.href)
    const sibling = new URL(url)
    sibling.pathname = sibling.pathname.replace(/errors$/, random.token())
    const other = await postReport(run, tried, sibling.href, REPORT, 'application/json', () => {})
    if (other.response !== null && other.response.status < 300) urls.shift() // any path below answers
  }
  const reports: Exchange[] = []
  for (const url of urls) {
    reports.push(await postReport(run, tried, url, REPORT, 'application/json', () => {}))
    if (!isMissing(reports.at(-1) as Exchange)) break
  }
  const report = reports.at(-1) as Exchange
  judgeReport(run, isMissing(report) ? reports[0] as Exchange : report, urls)
  return { url: report.request.url, report }
}

function postReport (
  run: Run, tried: ProbeAttempt, url: string, body: unknown, type: string, judge: (exchange: Exchange) => void
): Promise<Exchange> {
  const entry = { url, method: 'POST' } as const
  return run.probe({ entry, body, headers: { 'content-type': type } }, healthCheck(run, tried), exchange => {
    examineLeaks(run, exchange)
    judge(exchange)
  })
}

function isMissing ({ response }: Exchange): boolean {
  return response?.status === 404 || response?.status === 405
}

function judgeReport ({ results }: Run, report: Exchange, urls: readonly string[]): void {
  results.checked(report, 'errors-missing', 'errors-status')
  const { response, failure } = report
  const status = response?.status ?? 0
  if (isMissing(report)) {
    const places = urls.length > 1 ? ` at ${urls.map(url => new URL(url).pathname).join(' and at ')}` : ''
    results.found('errors-missing', report, { saw: `status ${status}${places}` })
  } else if (failure !== null) {
    results.found('errors-status', report, { saw: failure.message })
  } else if (status !== 200) {
    results.found('errors-status', report, {
      saw: `status ${status}`, ...(status > 200 && status < 300 && { severity: 'warning' })
    })
  }
}
