import type { ImportReport } from './report.ts'
import { unreadable } from './unreadable.ts'

/**
 * Text of a file, without a byte order mark. What is neither UTF-8 nor marked as UTF-16 is read as Windows-1252, which
 * spreadsheets write, and reported.
 *
 * @throws FST_BOT_IMPORT_UNREADABLE for a binary file
 */
export function readText (bytes: Uint8Array, path: string, report: ImportReport): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes, path)
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes, path)
  const nul = bytes.indexOf(0)
  if (nul !== -1) {
    throw unreadable(path,
    `byte ${nul + 1} is NUL: it is a binary file or UTF-16 without a byte order mark, save it as UTF-8`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    report.changed(path,
      'it is not UTF-8 and was read as Windows-1252: look at its accents, and save it as UTF-8 if they are wrong')
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function decode (encoding: string, bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw unreadable(path, `it is marked as ${encoding.toUpperCase()} and is not: save it as UTF-8`)
  }
}
