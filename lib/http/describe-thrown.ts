import type { Frame } from '../shared/failure-details.ts'

const MAX_FRAMES = 12
const MAX_CAUSES = 3

const compiled = new URL('..', import.meta.url).pathname
/** Of this package, whose frames are no code of the app: as a URL and as a path, and where source maps lead. */
const OWN_FOLDERS = [compiled, decodeURIComponent(compiled)].flatMap(folder =>
  [folder, folder.replace(/\/dist\/lib\/$/, '/lib/')])

/** What was thrown, for the developer of the handler. */
export interface Thrown { readonly name: string, readonly message: string, readonly frames: readonly Frame[] }

/** What was thrown may throw again when it is looked at. */
export function describeThrown (reason: unknown): Thrown {
  try {
    if (!(reason instanceof Error)) {
      return { name: reason === null ? 'null' : typeof reason, message: String(reason), frames: [] }
    }
    return { name: String(reason.name), message: messageOf(reason), frames: framesOf(String(reason.stack)) }
  } catch {
    return { name: 'something', message: 'that throws when it is looked at', frames: [] }
  }
}

/** With what it was caused by. */
function messageOf (error: Error): string {
  const words = [String(error.message)]
  let { cause } = error
  while (cause !== undefined && cause !== null && words.length <= MAX_CAUSES) {
    words.push(cause instanceof Error ? `${String(cause.name)}: ${String(cause.message)}` : String(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return words.join(', caused by ')
}

/** The line of the app from which a call came; null when there is none in its stack. */
export function callerOf ({ stack }: Error): string | null {
  const at = framesOf(String(stack)).find(({ own }) => own)?.at
  return at === undefined ? null : at.replace(/^.*? \((.*)\)$/, '$1') // only in a function the place is in parentheses
}

/** Lines of the app first: they say where the mistake is. */
function framesOf (stack: string): Frame[] {
  const frames = stack.split('\n').flatMap(line => {
    const at = /^ {4}at (.*)$/.exec(line)?.[1]?.replace('file://', '')
    return at === undefined ? [] : [{ at, own: isOwn(at) }]
  })
  return [...frames.filter(({ own }) => own), ...frames.filter(({ own }) => !own)].slice(0, MAX_FRAMES)
}

function isOwn (at: string): boolean {
  return /[\\/]/.test(at) && !/\bnode:|[\\/]node_modules[\\/]/.test(at) &&
    !OWN_FOLDERS.some(folder => at.includes(folder))
}
