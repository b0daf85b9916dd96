import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { stateFolder } from './state-folder.ts'

const SECRET_BYTES = 32

/**
 * A secret that all programs of one user on this machine share: it is kept in a file that only that user can read.
 * Where no such file can be, it is new for each process.
 *
 * @param name of the file
 */
export function readUserSecret (
  name: string, env: Readonly<Record<string, string | undefined>> = process.env
): Buffer {
  const file = join(stateFolder(env), name)
  const fresh = randomBytes(SECRET_BYTES)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, fresh, { flag: 'wx', mode: 0o600 })
    return fresh
  } catch {
    return readPrivateFile(file) ?? fresh
  }
}

/** Undefined for a file that is not there, that others may read, or that is not whole. */
function readPrivateFile (file: string): Buffer | undefined {
  try {
    return readIfPrivate(openSync(file, 'r'))
  } catch {
    return undefined
  }
}

function readIfPrivate (opened: number): Buffer | undefined {
  try {
    const { mode, uid } = fstatSync(opened)
    const content = readFileSync(opened)
    return (mode & 0o077) === 0 && uid === process.getuid?.() && content.length === SECRET_BYTES ? content : undefined
  } finally {
    closeSync(opened)
  }
}
