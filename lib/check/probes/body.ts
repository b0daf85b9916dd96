import type { Exchange } from '../runner/exchange.ts'
import { isSilent } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import type { RuleSeverity } from '../rules/rule.ts'
import type { CheckSettings } from '../settings.ts'
import { ordinaryBody, remember } from './call-body.ts'
import { examineLeaks } from './examine-leaks.ts'
import { healthCheck, ordinary, type Part, type ProbeAttempt } from './part.ts'

/** What the platform never sends, and anyone else may. */
export const bodies: Part = {
  serves: ['body'],
  needsBody: true,
  calls: settings => 2 * wanted(settings).length, // an ordinary call follows each
  check: checkBodies
}

interface Hostile {
  readonly rule: string
  /** @param ordinary gives the body of an ordinary call, with more in its memory */
  readonly body: (ordinary: (memory?: Record<string, unknown>) => string) => string
  readonly type?: string
  /** Whether the connection may be closed in place of an answer. */
  readonly mayClose?: true
  /** Whether a 2xx is an answer too. */
  readonly mayTake?: true
}

const DEEP = 20_000 // levels: enough for the parsers that call themselves
const HUGE = 5 * 1024 * 1024 // bytes

const hostile: readonly Hostile[] = [
  { rule: 'body-malformed', body: () => '{"conversation": {"memory": ' },
  { rule: 'body-malformed', body: () => "{'conversation': undefined}" },
  { rule: 'body-not-object', body: () => 'null', mayTake: true },
  { rule: 'body-not-object', body: () => '[]', mayTake: true },
  { rule: 'body-not-object', body: () => '7', mayTake: true },
  { rule: 'body-empty', body: () => '', mayTake: true },
  { rule: 'body-media-type', body: ordinary => ordinary(), type: 'text/plain' },
  { rule: 'body-media-type', body: () => 'a=1&b=2', type: 'application/x-www-form-urlencoded' },
  {
    rule: 'body-deep',
    body: ordinary => ordinary({ checkDeep: 'here' }).replace('"here"', '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)),
    mayClose: true
  },
  { rule: 'body-huge', body: ordinary => ordinary({ checkHuge: 'x'.repeat(HUGE) }), mayClose: true }
]

function wanted ({ wants }: CheckSettings): Hostile[] {
  return hostile.filter(({ rule }) => wants(rule))
}

async function checkBodies (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry } = tried
  for (const { rule, body, type = 'application/json', ...may } of wanted(run.settings)) {
    run.doing('bodies that are no calls')
    const sent = body(memory => {
      const call = ordinaryBody(run, entry)
      remember(call, memory)
      return JSON.stringify(call)
    })
    const order = { ...ordinary(run, entry), body: sent, headers: { 'content-type': type } }
    const exchange = await run.call(order)
    run.results.checked(exchange, rule)
    examineLeaks(run, exchange)
    const broken = brokenBy(exchange, may)
    if (broken !== undefined) run.results.found(rule, exchange, broken)
    await run.confirm(exchange, healthCheck(run, tried))
  }
}

function brokenBy (
  exchange: Exchange, { mayClose, mayTake }: Pick<Hostile, 'mayClose' | 'mayTake'>
): { saw: string; severity?: RuleSeverity } | undefined {
  const { response, failure } = exchange
  if (isSilent(exchange)) {
    return mayClose === true && failure?.kind === 'closed'
      ? undefined
      : { saw: (failure as NonNullable<typeof failure>).message }
  }
  const { status } = response as NonNullable<typeof response>
  if (status >= 500) return { saw: `status ${status}` }
  return status >= 400 || mayTake === true
    ? undefined
    : { saw: `status ${status}, which is no refusal`, severity: 'warning' }
}
