import type { Entry, ZipFile } from 'yauzl'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import { MAX_IMPORT_BYTES, MAX_IMPORT_FILES } from './limits.ts'
import type { ImportReport } from './report.ts'
import { contentOrError, isDataFile, reportOtherFile, type SourceFile } from './source-file.ts'
import { unreadable } from './unreadable.ts'

const USE = { what: 'reading a zip', packages: ['yauzl'], production: false }

/**
 * Reads the JSON and CSV files of a zip into memory; nothing is written to the disk, and other files are reported.
 *
 * @param file its name, for messages
 * @throws FST_BOT_IMPORT_UNREADABLE for a damaged directory, paths that lead outside, and more data than allowed
 */
export async function readZip (bytes: Buffer, file: string, report: ImportReport): Promise<SourceFile[]> {
  const { fromBuffer } = await importOptionalPackage<typeof import('yauzl')>('yauzl', USE)
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // an entry that has more than it says is an error, so sizes can be believed
    fromBuffer(bytes, {
      lazyEntries: true, decodeStrings: true, strictFileNames: false, validateEntrySizes: true
    }, (error, zip) => {
      if (error === null) resolve(zip)
      else reject(damaged(file, error))
    })
  })
  const files: SourceFile[] = []
  let total = 0
  let entries = 0
  for await (const entry of entriesOf(zip, file)) {
    if (++entries > MAX_IMPORT_FILES) {
      throw unreadable(file,
      `it has more than ${MAX_IMPORT_FILES} entries: give the export of one bot`)
    }
    const { fileName } = entry
    if (fileName.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.)/.test(fileName)) continue
    if (!isDataFile(fileName)) {
      reportOtherFile(fileName, report)
      continue
    }
    if (total + entry.uncompressedSize > MAX_IMPORT_BYTES) throw tooLarge(file, fileName)
    const content = await contentOrError(contentOf(zip, entry, file))
    total += entry.uncompressedSize
    files.push({ path: fileName, content })
  }
  return files
}

/**
 * Entries in order. Backslashes, which programs of Windows write, are slashes; yauzl refuses absolute names, and those
 * with `..`.
 */
async function * entriesOf (zip: ZipFile, file: string): AsyncGenerator<Entry> {
  let next: ((entry: Entry | null) => void) | undefined
  let fail: ((error: Error) => void) | undefined
  zip.on('entry', (entry: Entry) => { next?.(entry) })
  zip.on('end', () => { next?.(null) })
  zip.on('error', (error: Error) => { fail?.(damaged(file, error)) })
  while (true) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      next = resolve
      fail = reject
      zip.readEntry()
    })
    if (entry === null) return
    yield entry
  }
}

async function contentOf (zip: ZipFile, entry: Entry, file: string): Promise<Buffer> {
  if (entry.isEncrypted()) {
    throw unreadable(`${file}/${entry.fileName}`,
      'it is encrypted: unpack the zip with its password, and import the folder')
  }
  const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(stream)
      else reject(damaged(`${file}/${entry.fileName}`, error))
    })
  })
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk) // no more than the entry says: else it is damaged
  } catch (error) {
    throw damaged(`${file}/${entry.fileName}`, error as Error)
  }
  return Buffer.concat(chunks)
}

function tooLarge (file: string, entry: string): Error {
  return unreadable(`${file}/${entry}`,
    `unpacked, the files of the zip have more than ${MAX_IMPORT_BYTES / 1024 / 1024} MB: it is no export of a bot`)
}

function damaged (place: string, { message }: Error): Error {
  const path = /invalid relative path|absolute path|invalid characters in fileName/i.test(message)
  return unreadable(place, path
    ? `a name in the zip leads outside of it (${message}): an export has no such names, do not trust it`
    : `the zip is damaged or cut (${message}): export or copy it once more`)
}
