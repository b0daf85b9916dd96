import { adviceRules } from './advice.ts'
import { answerRules } from './answer.ts'
import { authRules } from './auth.ts'
import { bodyRules } from './body.ts'
import { errorsRules } from './errors.ts'
import { inputRules } from './input.ts'
import { leakRules } from './leak.ts'
import { loadRules } from './load.ts'
import { memoryRules } from './memory.ts'
import { replyRules } from './reply.ts'
import type { Rule } from './rule.ts'
import { shapeRules } from './shape.ts'

/** Every rule, in the order of the score card. */
export const rules: readonly Rule[] = [
  ...answerRules,
  ...shapeRules,
  ...replyRules,
  ...memoryRules,
  ...inputRules,
  ...bodyRules,
  ...loadRules,
  ...authRules,
  ...leakRules,
  ...errorsRules,
  ...adviceRules
]

const byId = new Map(rules.map(rule => [rule.id, rule]))

/** A rule that there is. */
export function ruleOf (id: string): Rule {
  const rule = byId.get(id)
  if (rule === undefined) throw new TypeError(`there is no rule ${id}`)
  return rule
}
