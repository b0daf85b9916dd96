import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { suggest } from '../shared/suggest.ts'
import { groups } from './rules/rule.ts'
import { rules } from './rules/rules.ts'

const names = [...groups, ...rules.map(({ id }) => id)]

/** Which rules are told. @throws FST_BOT_OPTION_INVALID for a rule or group that there is not */
export function readSelection (
  only: readonly string[] | undefined, skip: readonly string[]
): (rule: string) => boolean {
  for (const name of only ?? []) checkName('only', name)
  for (const name of skip) checkName('skip', name)
  return rule => (only === undefined || isAmong(only, rule)) && !isAmong(skip, rule)
}

function isAmong (selected: readonly string[], rule: string): boolean {
  return selected.includes(rule) || selected.includes(rule.slice(0, rule.indexOf('-')))
}

function checkName (option: string, name: string): void {
  if (names.includes(name)) return
  const [near] = suggest(name, names)
  const hint = near === undefined ? `groups are ${groups.join(', ')}` : `did you mean ${near}?`
  throw new FST_BOT_OPTION_INVALID(option, `must name rules or groups, and there is no '${name}': ${hint}`)
}
