import type { Exchange } from '../runner/exchange.ts'
import { faultOf, isSilent } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import type { Severity } from '../rules/rule.ts'
import type { Entry } from '../settings.ts'
import { ordinaryBody } from './call-body.ts'
import { examineLeaks } from './examine-leaks.ts'
import { ordinary } from './ordinary.ts'

interface Hostile {
  readonly rule: string
  readonly body: (ordinary: string) => string
  readonly type?: string
  /** Whether the connection may be closed in place of an answer. */
  readonly mayClose?: boolean
}

const DEEP = 20_000 // levels: enough for the parsers that call themselves
const HUGE = 5 * 1024 * 1024 // bytes

const hostile: readonly Hostile[] = [
  { rule: 'body-malformed', body: () => '{"conversation": {"memory": ' },
  { rule: 'body-malformed', body: () => '{\'conversation\': undefined}' },
  { rule: 'body-not-object', body: () => 'null' },
  { rule: 'body-not-object', body: () => '[]' },
  { rule: 'body-not-object', body: () => '7' },
  { rule: 'body-empty', body: () => '' },
  { rule: 'body-media-type', body: body => body, type: 'text/plain' },
  { rule: 'body-media-type', body: () => 'a=1&b=2', type: 'application/x-www-form-urlencoded' },
  { rule: 'body-deep', body: () => `{"conversation":{"memory":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}}`, mayClose: true },
  { rule: 'body-huge', body: () => `{"conversation":{"memory":{"a":"${'x'.repeat(HUGE)}"}}}`, mayClose: true }
]

/** What the platform never sends, and anyone else may. */
export async function checkBodies (run: Run, entry: Entry): Promise<void> {
  for (const { rule, body, type = 'application/json', mayClose = false } of hostile.filter(({ rule }) => run.settings.wants(rule))) {
    run.doing('bodies that are no calls')
    const sent = body(JSON.stringify(ordinaryBody(run, entry)))
    await run.probe({ entry, body: sent, headers: { 'content-type': type } }, () => ordinary(run, entry), exchange => {
      run.ledger.checked(rule)
      examineLeaks(run, exchange)
      const broken = brokenBy(exchange, rule, mayClose)
      if (broken !== undefined) run.ledger.found(rule, exchange, broken)
    })
  }
  if (!run.settings.wants('answer-alive')) return
  const last = await run.call(ordinary(run, entry))
  run.ledger.checked('answer-alive')
  const fault = faultOf(last)
  if (fault !== undefined) run.ledger.found('answer-alive', last, { saw: `after bodies that are no calls an ordinary one is answered with ${fault.saw}` })
}

function brokenBy (exchange: Exchange, rule: string, mayClose: boolean): { saw: string, severity?: Severity } | undefined {
  const { response, failure } = exchange
  if (isSilent(exchange)) return mayClose && failure?.kind === 'closed' ? undefined : { saw: (failure as NonNullable<typeof failure>).message }
  const { status } = response as NonNullable<typeof response>
  if (status >= 500) return { saw: `status ${status}` }
  if (status < 300 && rule === 'body-malformed') return { saw: `status ${status}, as if it were a call`, severity: 'warning' }
  return undefined
}
