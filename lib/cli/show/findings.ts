import type { Finding } from '../../replies/finding.ts'
import { styled, type Line } from '../text/line.ts'

/** Whether the reply would be lost on the platform, or break the turn. */
export function isError ({ severity }: Finding): boolean {
  return severity === 'error'
}

/** What the reply lint says. */
export function showFindings (findings: readonly Finding[]): Line[] {
  return findings.flatMap(finding => {
    const text = `reply ${finding.path}: ${finding.message}; ${finding.fix}`
    return isError(finding) ? styled('red', `error: ${text}`) : styled('dim', `warning: ${text}`)
  })
}
