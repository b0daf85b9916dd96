import type { Report } from '../../lib/check/index.ts'

/** The rules that a webhook breaks, by name; advice does not count. */
export function found ({ findings }: Pick<Report, 'findings'>): string[] {
  return [...new Set(findings.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule))].sort()
}
