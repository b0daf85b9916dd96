/** The parts of the score card, in its order. */
export const groups = [
  'answer', 'shape', 'reply', 'memory', 'input', 'body', 'load', 'auth', 'leak', 'errors', 'advice'
] as const
/** A group of rules. */
export type Group = typeof groups[number]

/**
 * How bad it is to break a rule: an `error` breaks a conversation, loses something, or lets anyone in; a `warning` may;
 * `advice` is told, and never counts as a finding that fails a check.
 */
export const severities = ['error', 'warning', 'advice'] as const
/** How severe a broken rule is. */
export type RuleSeverity = typeof severities[number]

/** What a webhook is held to. */
export interface Rule {
  /** Its group and a name: never changed once published. */
  readonly id: string
  readonly group: Group
  /** What holds when all is well. */
  readonly title: string
  /** A finding may be milder. */
  readonly severity: RuleSeverity
  /** What the platform expects, and why. */
  readonly expected: string
  /** Where that is documented, or known from. */
  readonly source: string
  readonly fix: string
}

/** The rules of one group. */
export function createRules (
  group: Group,
  rules: ReadonlyArray<
    [name: string, severity: RuleSeverity, title: string, expected: string, source: string, fix: string]
  >
): Rule[] {
  return rules.map(([name, severity, title, expected, source, fix]) => ({
    id: `${group}-${name}`, group, title, severity, expected, source, fix
  }))
}
