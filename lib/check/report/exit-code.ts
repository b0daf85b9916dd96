import type { Report } from './schema.ts'

/**
 * 0: nothing was found; 1: something was; 2: nothing, but the check did not come to its end, so who knows.
 *
 * @example
 * process.exitCode = exitCodeOf(report, 'error')
 */
export function exitCodeOf ({ findings, ended, counts }: Report, failOn: 'error' | 'warning'): 0 | 1 | 2 {
  if (findings.some(({ severity }) => severity === 'error' || severity === failOn)) return 1
  return ended === 'died' || ended === 'interrupted' || (counts['not-checked'] > 0 && counts.passed === 0) ? 2 : 0
}
