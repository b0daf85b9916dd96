import { anyPattern, joinPatterns } from '../../shared/join-patterns.ts'
import type { Exchange } from '../runner/exchange.ts'
import type { Run } from '../runner/run.ts'

/** What databases say of a mistake, and statements. */
const SQL = anyPattern('',
  /\b(?:syntax error at or near "|You have an error in your SQL syntax|SQLSTATE\[?\w{5}|ORA-\d{5}|SQLITE_[A-Z]+)/,
  /\b(?:near "[^"]*": syntax error|sqlite3\.\w*Error|psycopg2?\.|PG::\w+Error|ER_[A-Z]+_ERROR)/,
  /\b(?:unterminated quoted string|no such (?:table|column): )/,
  /\bSELECT\s[\w*,."`\s]{1,200}?\sFROM\s+[\w."`]+\s+(?:WHERE|JOIN|ORDER|LIMIT)\b/,
  /\bINSERT\s+INTO\s+[\w."`]+\s*\(\b/,
  /\bUPDATE\s+[\w."`]+\s+SET\s+\w+\s*=\b/,
  /\bDELETE\s+FROM\s+[\w."`]+\s+WHERE\b/)

/** How the stack traces of each language look. */
const STACK = anyPattern('',
  // JavaScript
  /\bat (?:async )?(?:[\w$.<>[\] ]{1,80} \()?(?:file:\/\/|node:|[A-Za-z]:[\\/]|\/)[^\s()]{1,500}:\d+:\d+/,
  /Traceback \(most recent call last\)|File "[^"\n]{1,300}", line \d+|werkzeug\.debug/, // Python
  /\.rb:\d+:in [`'‘]|\.rb:\d+:in &|\.rb<\/code> in/, // Ruby
  // PHP
  joinPatterns('', /(?:PHP )?(?:Fatal error|Warning|Notice|Deprecated)(?:<\/b>)?:/,
    /\s.{1,500} in (?:<b>)?\S{1,300}\.php(?:<\/b>)? on line/),
  /#\d+ \S{1,300}\.php\(\d+\)|Stack trace:\s*#0 /,
  /\bat [\w$.]{1,200}\((?:\w+\.java|Unknown Source|Native Method)(?::\d+)?\)/, // Java
  /goroutine \d+ \[\w+\]:/, // Go
  /\bat [\w.<>`]{1,200}\([^)\n]{0,200}\) in [^\n]{1,300}:line \d+/) // .NET

const MAX_EXAMINED_CHARS = 256 * 1024 // of an answer, half at each end
const MIN_SECRET_CHARS = 6 // a shorter password may stand in an answer by chance

const UNIX_PATH = joinPatterns('',
  /\/(?:home|Users|root|var|usr|opt|srv|app|work|tmp|etc|workspace|data)\/[\w.@-]+(?:\/[\w.@-]+)*/,
  /\.(?:js|cjs|mjs|ts|py|rb|php|java|go|cs|jar|json|ya?ml|env|db|sqlite3?|conf|ini|pem|log)\b/)
const WINDOWS_PATH = /[A-Za-z]:\\\\?(?:[\w .-]+\\\\?){1,20}[\w .-]+\.\w{1,5}\b/
const PATH = RegExp(String.raw`(?:^|[\s"'\`(=:>])(?:${UNIX_PATH.source}|${WINDOWS_PATH.source})`)

/** Looks for what an answer must not tell. One finding for each answer: a stack trace is full of paths. */
export function examineLeaks ({ results, settings }: Run, exchange: Exchange): void {
  results.checked(exchange, 'leak-secret', 'leak-sql', 'leak-stack', 'leak-path')
  const { response } = exchange
  if (response === null) return
  const words = wordsIn(endsOf(response.text))
  const text = [response.text, words, ...Object.values(response.headers)].join('\n')
  const secret = [...settings.credentialValues].find(secret =>
    secret.length >= MIN_SECRET_CHARS && text.includes(secret))
  if (secret !== undefined) {
    results.found('leak-secret', exchange, { saw: 'an answer with the credentials of the call in it' })
  } else if (SQL.test(words)) {
    results.found('leak-sql', exchange, { saw: `SQL in an answer: ${around(SQL, words)}`, cause: 'one' })
  } else if (STACK.test(words)) {
    results.found('leak-stack', exchange, { saw: 'a stack trace in an answer' })
  } else if (PATH.test(words)) {
    results.found('leak-path', exchange,
      { saw: `a path of the server in an answer: ${around(PATH, words)}`, cause: 'one' })
  }
}

function endsOf (text: string): string {
  if (text.length <= MAX_EXAMINED_CHARS) return text
  return `${text.slice(0, MAX_EXAMINED_CHARS / 2)}\n${text.slice(-MAX_EXAMINED_CHARS / 2)}`
}

const lineEnds: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const entities: Readonly<Record<string, string>> = {
  quot: '"', '#34': '"', '#39': "'", '#x27': "'", apos: "'", '#47': '/', '#x2f': '/', lt: '<', gt: '>', amp: '&'
}

/** The text as it was before it was put into JSON, which may be half of one, or into HTML. */
function wordsIn (text: string): string {
  const plain = /^\s*[{["]/.test(text)
    ? text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, character: string) =>
      code === undefined ? (lineEnds[character] ?? character) : String.fromCharCode(parseInt(code, 16))
    )
    : text
  return plain.replaceAll(/&(#?\w{2,4});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
}

function around (pattern: RegExp, text: string): string {
  const [found] = pattern.exec(text) as RegExpExecArray
  return found.replaceAll(/\s+/g, ' ').trim().slice(0, 80)
}
