import type { Outgoing } from '../../builder/calls/transport.ts'
import { credentialNames, variableOf } from '../runner/secrets.ts'

const LONGEST = 2000 // characters of a body that stand on the command line as they are

/**
 * A request as a command of a shell. Credentials are taken from variables of the environment, named after their headers;
 * a long body is made by node, from the repetitions in it.
 *
 * @param shown headers as the shell shall write them, by lower-case name
 */
export function curlOf ({ method, url, headers, body }: Outgoing, shown: Readonly<Record<string, string>>): string {
  const hidden = new Set(credentialNames(headers))
  const written = Object.entries(headers).map(([name, value]) => {
    const shell = shown[name] ?? (hidden.has(name) ? `$${variableOf(name)}` : undefined)
    return shell === undefined ? `-H ${quoted(`${name}: ${value}`)}` : shell === '' ? `-H '${name};'` : `-H "${name}: ${shell}"`
  })
  const long = body !== undefined && body.length > LONGEST
  const data = body === undefined ? [] : long ? ['--data-binary @-'] : [`--data-raw ${quoted(body)}`]
  return `${long ? `node -p ${quoted(expressionOf(body))} | ` : ''}${['curl', '-i', '-X', method, quoted(url), ...written, ...data].join(' ')}`
}

function quoted (text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`
}

/** An expression of JavaScript that gives the text: what is repeated in it stands there once. */
function expressionOf (text: string): string {
  const parts: string[] = []
  let end = 0
  for (const { 0: run, 1: unit = '', index } of text.matchAll(/(.{1,16}?)\1{40,}/gs)) {
    parts.push(JSON.stringify(text.slice(end, index)), `${JSON.stringify(unit)}.repeat(${run.length / unit.length})`)
    end = index + run.length
  }
  return [...parts, JSON.stringify(text.slice(end))].filter(part => part !== '""').join('+')
}
