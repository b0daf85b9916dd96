import { createRules } from './rule.ts'
import { sources } from './sources.ts'

/** Many conversations at once. */
export const loadRules = createRules('load', [
  [
    'concurrent',
    'error',
    'Conversations at the same time are all answered',
    'a bot has many users at once',
    sources.servers,
    'do not let a call wait for another; take more connections at once'
  ]
])
