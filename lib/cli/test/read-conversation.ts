import { readFile } from 'node:fs/promises'
import { isObject } from '../../replies/kind.ts'
import type { Transcript } from '../../testing/transcript.ts'
import { UsageError } from '../usage-error.ts'

/** Reads a transcript, as the page, the terminal chat and `chat.transcript()` write it. @throws UsageError */
export async function readConversation (file: string): Promise<Transcript> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${file}: ${error.code}`)
  })
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`)
  }
  const wrong = problemOf(given)
  if (wrong !== undefined) throw new UsageError(`${file} is no conversation: ${wrong}`)
  return given as Transcript
}

function problemOf (given: unknown): string | undefined {
  if (!isObject(given) || !Array.isArray(given.turns)) return '/turns must be a list'
  const index = given.turns.findIndex(turn =>
    !isObject(turn) || !Array.isArray(turn.replies) || !isObject(turn.memory) || !isLine(turn.line))
  return index === -1 ? undefined : `/turns/${index} must have a line, a list of replies and a memory`
}

function isLine (line: unknown): boolean {
  return typeof line === 'string' ||
    (isObject(line) && (typeof line.say === 'string' || typeof line.click === 'string'))
}
