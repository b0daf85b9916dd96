import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { owasp } = sources
const uniform = 'an error tells the caller that it happened, and the log what'
const fix = 'log the error, and answer with a text of your own; switch the debug mode of the framework off'

/** What no answer tells. */
export const leakRules = createRules('leak', [
  [
    'secret',
    'error',
    'No answer repeats credentials',
    'credentials go one way',
    owasp,
    'do not write request headers into answers'
  ],
  ['sql', 'error', 'No answer tells SQL', uniform, owasp, fix],
  ['stack', 'error', 'No answer tells a stack trace', uniform, owasp, fix],
  ['path', 'warning', 'No answer tells paths of the server', uniform, owasp, fix]
])
