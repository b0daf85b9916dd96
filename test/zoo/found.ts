import type { Test } from 'tap'
import type { Report } from '../../lib/check/index.ts'
import { ruleOf } from '../../lib/check/rules/rules.ts'

/** The rules that a webhook breaks, by name; advice does not count, unless it is what one looks for. */
export function found ({ findings }: Pick<Report, 'findings'>, withAdvice = false): string[] {
  return [...new Set(findings.filter(({ severity }) => withAdvice || severity !== 'advice').map(({ rule }) => rule))].sort()
}

/** A webhook with one fault breaks its rule, and no other but what is named. */
export function onlyFound (t: Test, report: Report, rule: string, also: string[] = [], printed = ''): void {
  const told = `${toldOf(report)}\n${printed}`
  const broken = found(report, ruleOf(rule).severity === 'advice')
  t.ok(broken.includes(rule), told)
  t.strictSame(broken.filter(other => other !== rule && !also.includes(other)), [], told)
}

/** What is told of a webhook, for a test that fails. */
export function toldOf ({ findings }: Report): string {
  return findings.map(({ rule, saw, count }) => `${rule} (${count}): ${saw}`).join('\n')
}
