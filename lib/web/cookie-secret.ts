import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { stateFolder } from '../shared/state-folder.ts'

const SECRET_BYTES = 32

/**
 * The key that cookies of local pages are made with. It is kept in a file that only its user can read, so that an open
 * page outlives a restart of its server; where no such file can be, it is new for each process.
 */
export function readCookieSecret (env: Readonly<Record<string, string | undefined>> = process.env): Buffer {
  const file = join(stateFolder(env), 'page-secret')
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
  let opened: number | undefined
  try {
    opened = openSync(file, 'r')
    const { mode, uid } = fstatSync(opened)
    const content = readFileSync(opened)
    return (mode & 0o077) === 0 && uid === process.getuid?.() && content.length === SECRET_BYTES ? content : undefined
  } catch {
    return undefined
  } finally {
    if (opened !== undefined) closeSync(opened)
  }
}
