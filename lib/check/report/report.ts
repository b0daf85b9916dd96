import { createRequire } from 'node:module'
import { createMask, type Mask } from '../../platform/calls/secrets.ts'
import { becauseOf, type Ending } from '../runner/ended.ts'
import type { RuleResults, Recorded } from '../runner/rule-results.ts'
import type { MadeCall } from '../runner/run.ts'
import { variableOf } from '../runner/secrets.ts'
import { rules } from '../rules/rules.ts'
import type { Rule } from '../rules/rule.ts'
import type { CheckSettings } from '../settings.ts'
import { curlOf } from './curl.ts'
import { timesOf, type Times } from './times.ts'
import { results, type CheckedRule, type CheckFinding, type Report, type Result } from './schema.ts'

const SHOWN = 1000 // characters of a body
const { name, version } = createRequire(import.meta.url)('fastify-bot-webhook/package.json') as {
  name: string
  version: string
}

/** What is told of a check. Nothing in it holds credentials. */
export function reportOf (
  settings: CheckSettings,
  observed: RuleResults,
  { ended, requests, started, ms, calls }: {
    ended: Ending; requests: number; started: Date; ms: number, calls: readonly MadeCall[]
  }
): Report {
  const mask = createMask(settings.secrets, settings.credentials)
  const seen = observed.seen().filter(({ rule }) => settings.wants(rule.id))
  const checked = rules.map(rule => ({
    ...checkedRule(rule, settings, observed, seen, ended),
    ...timesIn(calls.filter(({ request }) => observed.callsOf(rule.id).has(request)))
  }))
  const findings = seen.map(each => findingOf(each, mask, settings.credentials))
  return {
    version: 1,
    tool: { name, version },
    url: mask.text(settings.url),
    skills: [...new Set(settings.entries.map(({ skill }) => skill))],
    seed: settings.seed,
    started: started.toISOString(),
    ms,
    requests,
    ...timesIn(calls),
    ended,
    counts: Object.fromEntries(
      results.map(result => [result, checked.filter(rule => rule.result === result).length])
    ) as Record<Result, number>,
    rules: checked,
    findings,
    elsewhere: settings.elsewhere.map(({ skill, origin }) => ({ skill, origin }))
  }
}

/** How long calls took; of a rule those whose answers were held to it. */
function timesIn (calls: readonly MadeCall[]): { times?: Times } {
  const times = timesOf(calls.map(({ ms }) => ms))
  return times === undefined ? {} : { times }
}

function checkedRule (
  { id, group, title, severity }: Rule,
  { wants }: CheckSettings,
  observed: RuleResults,
  seen: readonly Recorded[],
  ended: Ending
): CheckedRule {
  const own = seen.filter(({ rule }) => rule.id === id)
  const rule = { id, group, title, severity }
  if (!wants(id)) return { ...rule, result: 'skipped' }
  if (own.length > 0) {
    return {
      ...rule,
      result: own.some(({ severity }) => severity === 'error')
        ? 'failed'
        : own.some(({ severity }) => severity === 'warning')
          ? 'warned'
          : 'advised'
    }
  }
  if (observed.isChecked(id)) return { ...rule, result: 'passed' }
  return {
    ...rule,
    result: 'not-checked',
    because: observed.because(id) ?? (ended === 'complete' ? 'no answer called for it' : becauseOf[ended])
  }
}

function findingOf (
  { rule: { id, title, expected, source }, severity, saw, fix, path, skills, count, exchange, shown }: Recorded,
  mask: Mask,
  credentials: readonly string[]
): CheckFinding {
  const { request, response, failure, ms } = exchange
  return {
    rule: id,
    severity,
    title,
    expected,
    source,
    saw: mask.text(saw),
    ...(path !== undefined && { path: mask.text(path) }),
    skills: [...skills],
    count,
    request: {
      method: request.method,
      url: mask.text(request.url),
      headers: Object.fromEntries(
        Object.entries(mask.headers(request.headers)).map(([name, value]) => [
          name, shown[name] ?? (value === '***' ? `$${variableOf(name)}` : value)
        ])
      ),
      ...(request.body !== undefined && { body: shortened(mask.text(request.body)) }),
      curl: mask.text(curlOf(request, shown, credentials))
    },
    answer: {
      ...(response !== null && { status: response.status }),
      headers: mask.headers(response?.headers ?? {}),
      body: shortened(mask.text(response?.text ?? '')),
      ...(failure !== null && { failure: failure.message }),
      ms
    },
    fix
  }
}

function shortened (text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}... (${text.length} characters)` : text
}
