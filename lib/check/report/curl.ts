import type { Outgoing } from '../../platform/calls/transport.ts'
import { credentialNames, variableOf } from '../runner/secrets.ts'

const LONGEST = 2000 // characters of a body that stand on the command line as they are

/**
 * A request as a command of a shell. Credentials are taken from variables of the environment, named after their headers;
 * a long body is made by node, from the repetitions in it. The name of curl is not sent: frameworks show their errors to
 * curl in other words.
 *
 * @param shown headers as the shell shall write them, by lower-case name
 */
export function curlOf ({ method, url, headers, body }: Outgoing, shown: Readonly<Record<string, string>>): string {
  const hidden = new Set(credentialNames(headers))
  const written = Object.entries(headers).map(([name, value]) => {
    const shell = shown[name] ?? (hidden.has(name) ? `$${variableOf(name)}` : undefined)
    return shell === undefined
      ? `-H ${quoted(`${name}: ${value}`)}`
      : shell === ''
        ? `-H '${name};'`
        : `-H "${name}: ${shell}"`
  })
  const long = body !== undefined && body.length > LONGEST
  const data = body === undefined ? [] : long ? ['--data-binary @-'] : [`--data-raw ${quoted(body)}`]
  return `${long ? `node -e ${quoted(`process.stdout.write(${expressionOf(body)})`)} | ` : ''}${['curl', '-i', '-X', method, quoted(url), "-A ''", ...written, ...data].join(' ')}`
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

const LONGEST_UNIT = 16 // characters
const FEWEST = 40 // times

/** A few characters that are repeated many times from here on. No regular expression: these overflow on megabytes. */
function runAt (text: string, index: number): { size: number, times: number } | undefined {
  for (let size = 1; size <= LONGEST_UNIT; size++) {
    let end = index + size
    while (end < text.length && text[end] === text[end - size]) end++
    const times = Math.floor((end - index) / size)
    if (times >= FEWEST) return { size, times }
  }
}
