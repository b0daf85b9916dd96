import type { Outgoing } from '../../platform/calls/transport.ts'
import type { Exchange } from './exchange.ts'
import { ruleOf, rules } from '../rules/rules.ts'
import type { Rule, RuleSeverity } from '../rules/rule.ts'

/** What was seen, as a rule's finding: the first call that shows it stands for all of the same cause. */
export interface Recorded {
  readonly rule: Rule
  readonly severity: RuleSeverity
  /** What was seen instead of what is expected. */
  readonly saw: string
  readonly fix: string
  readonly exchange: Exchange
  /** Headers of the request as a shell would write them, by lower-case name, where they are not those of every call. */
  readonly shown: Readonly<Record<string, string>>
  /** Skills of the calls that show it. */
  readonly skills: ReadonlySet<string>
  /** JSON pointer into the answer. */
  readonly path: string | undefined
  /** Calls and places that show it. */
  readonly count: number
}

/** What is told of a finding beside its rule and its call. */
export interface Observation {
  readonly saw: string
  /**
   * What findings of one cause share, when they did not see the same. Default: what was seen, whatever the numbers in
   * it.
   */
  readonly cause?: string
  readonly severity?: RuleSeverity
  readonly fix?: string
  readonly skill?: string
  readonly path?: string
  readonly shown?: Readonly<Record<string, string>>
}

const NUMBER = /(?<!\d)(?<!status )\d+/g // but a status tells one cause from another

/** Keeps what a check has found and what it has looked at. */
export interface RuleResults {
  readonly seen: () => Recorded[]
  /** Notes a finding, and that its rule was checked. */
  found: (rule: string, exchange: Exchange, observation: Observation) => void
  /** Notes that rules were looked at in that call. */
  checked: (exchange: Exchange, ...rules: string[]) => void
  /** Notes why rules are not looked at; the first reason is kept. */
  notChecked: (because: string, rules: readonly string[]) => void
  isChecked: (rule: string) => boolean
  /** The calls in which it was looked at. */
  callsOf: (rule: string) => ReadonlySet<Outgoing>
  /** Why it was not; undefined when nothing was said. */
  because: (rule: string) => string | undefined
}

export function createRuleResults (): RuleResults {
  const seen = new Map<string, Recorded>()
  const looked = new Map<string, Set<Outgoing>>()
  const reasons = new Map<string, string>()
  const order = new Map(rules.map(({ id }, index) => [id, index]))

  return {
    seen: () => [...seen.values()].sort((a, b) => (order.get(a.rule.id) as number) - (order.get(b.rule.id) as number)),
    found,
    checked: ({ request }, ...rules) => { for (const rule of rules) look(rule, request) },
    callsOf: rule => looked.get(rule) ?? new Set(),
    notChecked: (because, rules) => { for (const rule of rules) if (!reasons.has(rule)) reasons.set(rule, because) },
    isChecked: rule => looked.has(rule),
    because: rule => reasons.get(rule)
  }

  function look (rule: string, call: Outgoing): void {
    const calls = looked.get(rule)
    if (calls === undefined) looked.set(rule, new Set([call]))
    else calls.add(call)
  }

  function found (
    id: string,
    exchange: Exchange,
    { saw, cause = saw.replaceAll(NUMBER, '0'), severity, fix, skill, path, shown = {} }: Observation
  ): void {
    look(id, exchange.request)
    const rule = ruleOf(id)
    const key = `${id} ${cause}`
    const before = seen.get(key)
    const skills = new Set([...(before?.skills ?? []), ...(skill === undefined ? [] : [skill])])
    if (before === undefined) {
      seen.set(key, {
        rule, severity: severity ?? rule.severity, saw, fix: fix ?? rule.fix, exchange, shown, skills, path, count: 1
      })
    } else seen.set(key, { ...before, skills, count: before.count + 1 })
  }
}
