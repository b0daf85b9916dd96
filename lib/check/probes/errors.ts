import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'
import { errorsRules } from '../rules/errors.ts'
import { examineLeaks } from './examine-leaks.ts'
import { lifeSign, type Part, type Tried } from './part.ts'

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
  serves: ['errors'], calls: ({ errorsUrl }) => (errorsUrl === false ? 0 : 1 + anything.length), check: checkErrors
}

async function checkErrors (run: Run, tried: Tried): Promise<void> {
  const { ledger, settings: { errorsUrl } } = run
  if (errorsUrl === false) {
    ledger.notChecked('no errors route was named', errorsRules.map(({ id }) => id))
    return
  }
  run.doing('the errors route')
  const entry = { url: errorsUrl, method: 'POST' } as const
  const post = (body: unknown, type: string, judge: (exchange: Exchange) => void) =>
    run.probe({ entry, body, headers: { 'content-type': type } }, lifeSign(run, tried), exchange => {
      examineLeaks(run, exchange)
      judge(exchange)
    })
  const report = await post(
    { error: 'a report of fastify-bot-webhook check', status: 500 },
    'application/json',
    exchange => {
      judgeReport(run, exchange)
    }
  )
  const { response, failure } = report
  const status = response?.status ?? 0
  if (status < 200 || status > 299 || failure !== null) {
    ledger.notChecked(status === 404 || status === 405 ? 'errors-missing' : 'errors-status', ['errors-anything'])
    return
  }
  const refused: Exchange[] = []
  const what: string[] = []
  try {
    for (const [name, type, body] of anything) {
      await post(body, type, exchange => {
        ledger.checked('errors-anything')
        if (exchange.response?.status === 200) return
        refused.push(exchange)
        what.push(`${name}: ${exchange.response?.status ?? 'no answer'}`)
      })
    }
  } finally { // also when the server did not survive it
    const [first] = refused
    if (first !== undefined) ledger.found('errors-anything', first, { saw: what.join(', ') })
  }
}

function judgeReport ({ ledger }: Run, report: Exchange): void {
  ledger.checked('errors-missing', 'errors-status')
  const { response, failure } = report
  const status = response?.status ?? 0
  if (status === 404 || status === 405) ledger.found('errors-missing', report, { saw: `status ${status}` })
  else if (failure !== null) ledger.found('errors-status', report, { saw: failure.message })
  else if (status !== 200) {
    ledger.found('errors-status', report, {
      saw: `status ${status}`, ...(status > 200 && status < 300 && { severity: 'warning' })
    })
  }
}
