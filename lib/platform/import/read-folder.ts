import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { unreadable } from './unreadable.ts'
import { MAX_IMPORT_BYTES, MAX_IMPORT_FILES } from './limits.ts'
import type { ImportReport } from './report.ts'
import { readBytes } from './read-bytes.ts'
import { contentOrError, isDataFile, reportOtherFile, type SourceFile } from './source-file.ts'

/** Names that a folder has beside an export: they are not part of it. */
const IGNORED = /^(\.|__MACOSX$|node_modules$)/

/**
 * Reads the JSON and CSV files of a folder; others, and links, are reported and left out.
 *
 * @throws FST_BOT_IMPORT_UNREADABLE when there is too much in it
 */
export async function readFolder (folder: string, report: ImportReport): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  let bytes = 0
  await walk('')
  return files

  async function walk (path: string): Promise<void> {
    const names = await readdir(join(folder, path))
    for (const name of names.sort()) {
      if (IGNORED.test(name)) continue
      const inner = path === '' ? name : `${path}/${name}`
      const entry = await lstat(join(folder, inner))
      if (entry.isDirectory()) await walk(inner)
      else if (!isDataFile(name)) reportOtherFile(inner, report)
      else if (entry.isFile()) await take(inner, entry.size)
      else report.lost(inner, 'it is no ordinary file: left out, give the file itself')
    }
  }

  async function take (path: string, size: number): Promise<void> {
    bytes += size
    if (bytes > MAX_IMPORT_BYTES) {
      throw unreadable(path,
      `the files of the folder have more than ${MAX_IMPORT_BYTES / 1024 / 1024} MB: import them one by one`)
    }
    if (files.length === MAX_IMPORT_FILES) {
      throw unreadable(path,
      `the folder has more than ${MAX_IMPORT_FILES} files: give the folder of one bot`)
    }
    files.push({ path, content: await contentOrError(readBytes(join(folder, path), path)) })
  }
}
