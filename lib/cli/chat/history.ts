import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stateFolder } from '../../shared/state-folder.ts'

/** Lines that are kept from one chat to the next. */
export const MAX_HISTORY_LINES = 1000

/** What was typed, over many chats. */
export interface History {
  /** The newest first, as readline has them. */
  readonly lines: readonly string[]
  /** A chat is not disturbed when this fails: then nothing is kept. */
  keep: (lines: readonly string[]) => void
}

export const noHistory: History = { lines: [], keep: () => {} }

/**
 * Keeps the history in a file, the oldest line first, that only its user can read: memories and headers may be typed.
 */
export function historyIn (file: string): History {
  return {
    lines: read(file),
    keep (lines) {
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        writeFileSync(file, lines.toReversed().map(line => `${line}\n`).join(''), { mode: 0o600 })
      } catch {}
    }
  }
}

/** Where the history is kept. */
export function historyFile (env: Readonly<Record<string, string | undefined>>): string {
  return join(stateFolder(env), 'history')
}

function read (file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(line => line !== '').slice(-MAX_HISTORY_LINES).reverse()
  } catch {
    return []
  }
}
