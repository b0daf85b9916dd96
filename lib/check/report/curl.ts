import type { Outgoing } from '../../platform/calls/transport.ts'
import { variableOf } from '../runner/secrets.ts'

const MAX_BODY_CHARS = 2000 // that stand on the command line as they are

/**
 * A request as a command of a shell. Credentials are taken from variables of the environment, named after their
 * headers; a long body is made by node, from the repetitions in it. The name of curl is not sent: frameworks show their
 * errors to curl in other words.
 *
 * @param shown headers as the shell shall write them, by lower-case name
 * @param credentials names of headers that are taken from variables
 */
export function curlOf (
  { method, url, headers, body }: Outgoing,
  shown: Readonly<Record<string, string>>,
  credentials: readonly string[]
): string {
  const hidden = new Set(credentials)
  const written = Object.entries(headers).map(([name, value]) => {
    const shell = shown[name] ?? (hidden.has(name) ? `$${variableOf(name)}` : undefined)
    return shell === undefined
      ? `-H ${quoted(`${name}: ${value}`)}`
      : shell === ''
        ? `-H ${quoted(`${name};`)}`
        : `-H ${quoted(`${name}: `)}"${shell}"`
  })
  const long = body !== undefined && body.length > MAX_BODY_CHARS
  const data = body === undefined ? [] : long ? ['--data-binary @-'] : [`--data-raw ${quoted(body)}`]
  const source = long ? `node -e ${quoted(`process.stdout.write(${expressionOf(body)})`)} | ` : ''
  return source + ['curl', '-i', '-X', method, quoted(url), "-A ''", ...written, ...data].join(' ')
}

function quoted (text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`
}

/** An expression of JavaScript that gives the text: what is repeated in it stands there once. */
function expressionOf (text: string): string {
  const parts: string[] = []
  let written = 0
  for (let index = 0; index < text.length;) {
    const run = runAt(text, index)
    if (run === undefined) {
      index++
    } else {
      parts.push(
        JSON.stringify(text.slice(written, index)),
        `${JSON.stringify(text.slice(index, index + run.size))}.repeat(${run.times})`
      )
      index += run.size * run.times
      written = index
    }
  }
  return [...parts, JSON.stringify(text.slice(written))].filter(part => part !== '""').join('+')
}

const MAX_UNIT_CHARS = 16
const MIN_REPETITIONS = 40

/** A few characters that are repeated many times from here on. No regular expression: these overflow on megabytes. */
function runAt (text: string, index: number): { size: number, times: number } | undefined {
  for (let size = 1; size <= MAX_UNIT_CHARS; size++) {
    let end = index + size
    while (end < text.length && text[end] === text[end - size]) end++
    const times = Math.floor((end - index) / size)
    if (times >= MIN_REPETITIONS) return { size, times }
  }
}
