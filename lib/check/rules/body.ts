import { rulesOf } from './rule.ts'
import { sources } from './sources.ts'

const { http, json, owasp } = sources

/** What is no call of the platform is refused, and nothing breaks. */
export const bodyRules = rulesOf('body', [
  ['malformed', 'error', 'Malformed JSON is refused', 'a body that is no JSON is answered 4xx', json, 'answer 400 when the body cannot be parsed'],
  ['not-object', 'error', 'JSON that is no object does not break it', 'null, a list or a number is answered, best with 4xx', json, 'check that the body is an object before you look into it'],
  ['empty', 'error', 'An empty body does not break it', 'a call without a body is answered, best with 4xx', http, 'check that there is a body'],
  ['media-type', 'error', 'A wrong media type does not break it', 'a body of another type is answered 415, or read as JSON all the same', http, 'answer 415, or do not look at the type'],
  ['huge', 'error', 'A huge body does not break it', 'a body of 5 MiB is refused with 413, or taken', owasp, 'set a limit for bodies, and answer 413 beyond it'],
  ['deep', 'error', 'Deep nesting does not break it', 'a body nested 20000 levels is refused with 4xx, or taken', owasp, 'limit the depth of a body, and answer 400 beyond it']
])
