import { holdsCredentials } from '../../platform/calls/secrets.ts'
import type { Exchange } from '../runner/exchange.ts'
import { faultOf } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import { authRules } from '../rules/auth.ts'
import type { CheckSettings } from '../settings.ts'
import { examineLeaks } from './examine-leaks.ts'
import { healthCheck, ordinary, type Part, type ProbeAttempt } from './part.ts'
import { looksRandom } from '../runner/secrets.ts'
import { wrongOf, type Wrong } from './wrong-credentials.ts'

/** Whether callers are asked for credentials, and whether these are looked at. */
export const auth: Part = { serves: ['auth'], calls: callsOf, check: checkAuth }

const OTHER_VALUE = 'wrong'
const all = authRules.map(({ id }) => id)

/**
 * Headers that are left out and changed: those whose names say that they hold credentials, or else all that were given.
 */
function probedHeaders ({ credentials }: CheckSettings): readonly string[] {
  const named = credentials.filter(holdsCredentials)
  return named.length === 0 ? credentials : named
}

function callsOf (settings: CheckSettings): number {
  const { headers, parameters } = settings
  const credentials = probedHeaders(settings)
  const wrong = credentials.flatMap(name => wrongOf(name, headers[name] as string)).length + parameters.length
  return wrong === 0 ? 0 : 1 + wrong
}

async function checkAuth (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry, answer } = tried
  const { results, settings: { headers, parameters } } = run
  const credentials = probedHeaders(run.settings)
  run.doing('who may call')
  if (credentials.length + parameters.length === 0) {
    const exchange = await answerToAnybody()
    results.checked(exchange, 'auth-open')
    if (!isRefusal(exchange)) {
      results.found('auth-open', exchange, { saw: 'an answer to a call without credentials', skill: entry.skill })
    }
    results.notChecked('auth-open', all)
    return
  }
  const without = Object.fromEntries(credentials.map(name => [name, undefined]))
  const none = await attempt(without, {}, withParameters(entry.url, parameters, undefined))
  results.checked(none, 'auth-unchecked')
  if (!isRefusal(none)) {
    results.found('auth-unchecked', none, { saw: 'an answer to a call without the credentials', skill: entry.skill })
    results.notChecked('auth-unchecked', all)
    return
  }
  results.checked(none, 'auth-open', 'auth-status')
  for (const name of parameters) {
    const exchange = await attempt({}, {}, withParameters(entry.url, [name], OTHER_VALUE))
    results.checked(exchange, 'auth-status', 'auth-wrong')
    if (!isRefusal(exchange)) {
      const saw = `an answer to a call whose parameter ${name} holds another value`
      results.found('auth-wrong', exchange, { saw, skill: entry.skill })
    }
  }
  for (const name of credentials) {
    const taken: Array<[Wrong, Exchange]> = []
    try {
      for (const wrong of wrongOf(name, headers[name] as string)) {
        const shown = { [name]: wrong.shown }
        const exchange = await attempt({ [name]: wrong.value }, shown)
        results.checked(exchange, 'auth-status', 'auth-wrong', 'auth-uniform')
        if (!isRefusal(exchange)) taken.push([wrong, exchange])
        else if (!sameRefusal(none, exchange)) {
          results.found('auth-uniform', exchange, { saw: 'another refusal than for a call without credentials', shown })
        }
      }
    } finally { // also when the server did not survive it
      const saw = `an answer to a call whose ${name} holds ${taken.map(([{ what }]) => what).join(', or ')}`
      for (const [{ shown }, exchange] of taken) {
        results.found('auth-wrong', exchange, { saw, shown: { [name]: shown }, skill: entry.skill })
      }
    }
  }

  /** The answer to a caller who knows only the host. */
  async function answerToAnybody (): Promise<Exchange> {
    const path = withOtherSecretPath(entry.url)
    const names = Object.keys(headers)
    if (path === entry.url && names.length === 0) return answer
    const own = Object.fromEntries(names.map(name => [name, undefined]))
    const order = { ...ordinary(run, entry), entry: { ...entry, url: path }, headers: own }
    return await run.probe(order, healthCheck(run, tried), made => { examineLeaks(run, made) })
  }

  async function attempt (
    own: Record<string, string | undefined>, shown: Record<string, string>, url = entry.url
  ): Promise<Exchange> {
    const order = { ...ordinary(run, { ...entry, url }), headers: own }
    return await run.probe(order, healthCheck(run, tried), exchange => {
      examineLeaks(run, exchange)
      const fault = faultOf(exchange)
      const { status = 0 } = exchange.response ?? {}
      if (fault === undefined || status === 401 || status === 403) return
      results.found('auth-status', exchange, {
        saw: fault.saw,
        cause: `${fault.rule} ${status}`,
        shown,
        ...(status >= 400 && status < 500 ? {} : { severity: 'error' })
      })
    })
  }
}

/** An address with another value for each part of its path that nobody can guess. */
function withOtherSecretPath (url: string): string {
  const changed = new URL(url)
  const parts = changed.pathname.split('/')
  if (!parts.some(looksRandom)) return url
  changed.pathname = parts.map(part => looksRandom(part) ? OTHER_VALUE : part).join('/')
  return changed.href
}

/** An address with another value for some parameters, or without them. */
function withParameters (url: string, names: readonly string[], value: string | undefined): string {
  if (names.length === 0) return url
  const changed = new URL(url)
  for (const name of names) {
    if (value === undefined) changed.searchParams.delete(name)
    else changed.searchParams.set(name, value)
  }
  return changed.href
}

/** Anything but an answer that the platform would use. */
function isRefusal (exchange: Exchange): boolean {
  return faultOf(exchange) !== undefined
}

function sameRefusal (one: Exchange, other: Exchange): boolean {
  return one.response?.status === other.response?.status && constant(one) === constant(other)
}

/** A body without what differs from call to call: ids, numbers and times. */
function constant ({ response }: Exchange): string {
  return String(response?.text)
    .replaceAll(/[0-9a-f]{8,}(-[0-9a-f]{4,})*|\d+|req-\w+/gi, '0')
    .replaceAll(/\b(mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b/gi, '')
}
