import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { FST_BOT_OPTION_INVALID } from '../../../errors.ts'
import { isAlive, thisProcess } from '../../../store/process-identity.ts'
import type { Entry } from '../entry/entry.ts'
import { entryIn, lineOf } from './line.ts'
import { inTurn } from './in-turn.ts'

const CHUNK = 200 // entries that are handed on at once
const CHUNK_BYTES = 1_048_576

/** A file that takes entries while the database does not. What was appended survives the death of the machine. */
export interface Spool {
  /** Whether nothing waits in it. */
  readonly isEmpty: boolean
  /**
   * Appends from the front as many as there is room for, and waits for the disk. Returns how many; none when the disk
   * fails.
   */
  append: (entries: readonly Entry[]) => Promise<number>
  /**
   * Hands on all entries in the order in which they came, and forgets those that were taken. Rejects with what `take`
   * does.
   */
  drain: (take: (entries: readonly Entry[]) => Promise<void>) => Promise<void>
  /** Forgets some of the entries. */
  drop: (which: (entry: Entry) => boolean) => Promise<void>
  /** Takes over what processes left that have died. */
  adopt: () => Promise<void>
  close: () => Promise<void>
}

export interface SpoolOptions {
  folder: string
  /** Names the bot and its store: what another bot left in the folder is left alone. */
  owner: string
  /** Largest size of the file, in bytes. */
  most: number
  /** Receives lines that were not written to their end, and of trouble with the disk. */
  warn: (what: object, message: string) => void
}

/**
 * Opens the spool of this process in a folder. Several processes of a machine may use one folder: each has a file of
 * its own, whose name says who that is.
 *
 * @throws FST_BOT_OPTION_INVALID when the folder cannot be made or written
 */
export async function openSpool ({ folder, owner, most, warn }: SpoolOptions): Promise<Spool> {
  const { pid, started = '' } = thisProcess()
  const mine = `${owner}.${pid}-${started}-${randomBytes(6).toString('hex')}`
  const path = join(folder, `${mine}.spool`)
  const one = inTurn()
  let file: FileHandle
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    file = await create(path)
  } catch (error) {
    throw new FST_BOT_OPTION_INVALID('inbox.spool',
      `must be a folder that this process can write, or false: ${(error as Error).message}`)
  }
  let size = 0
  let version = 0 // of the file: places in an older one mean nothing

  return {
    get isEmpty () { return size === 0 },
    append: entries => one(() => append(entries)),
    drain,
    drop: which => one(() => drop(which)),
    adopt: () => one(adopt),
    close: () => one(async () => {
      await file.close()
      if (size === 0) await rm(path, { force: true })
    })
  }

  async function append (entries: readonly Entry[]): Promise<number> {
    const lines: Buffer[] = []
    let more = 0
    for (const entry of entries) {
      const line = lineOf(entry, owner)
      if (size + more + line.length > most) break
      lines.push(line)
      more += line.length
    }
    if (lines.length === 0) return 0
    try {
      await write(lines)
      return lines.length
    } catch (error) {
      warn({ failure: (error as NodeJS.ErrnoException).code }, 'bot inbox: the spool cannot be written')
      return 0
    }
  }

  /** All lines or none: what was written of them is cut off again. */
  async function write (lines: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(lines)
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await file.write(bytes, done, bytes.length - done,
          size + done)).bytesWritten
      }
      await file.datasync()
    } catch (error) {
      await file.truncate(size).catch(() => {}) // whatever stands there is written over
      throw error
    }
    size += bytes.length
  }

  async function drain (take: (entries: readonly Entry[]) => Promise<void>): Promise<void> {
    let place = 0
    let known = version
    for (;;) {
      const chunk = await one(async () => {
        if (known !== version) place = 0
        known = version
        if (place < size) return readChunk(place)
        await empty()
      })
      if (chunk === undefined) return
      if (chunk.entries.length > 0) await take(chunk.entries)
      place = chunk.end
    }
  }

  async function readChunk (from: number): Promise<{ entries: Entry[], end: number }> {
    const entries: Entry[] = []
    let end = from
    for (const line of linesOf(await readLines(from))) {
      end += line.length + 1
      const entry = entryIn(line, owner)
      if (entry === undefined) {
        warn({ bytes: line.length },
          'bot inbox: a line of the spool is broken, and was left out')
      } else entries.push(entry)
      if (entries.length === CHUNK) break
    }
    if (end > from) return { entries, end }
    warn({ bytes: size - from }, 'bot inbox: the rest of the spool is gone')
    return { entries, end: size }
  }

  /** At least one line. */
  async function readLines (from: number): Promise<Buffer> {
    let length = CHUNK_BYTES
    let bytes = await readPart(from, length)
    while (bytes.length === length && !bytes.includes(10)) {
      length *= 2
      bytes = await readPart(from, length)
    }
    return bytes
  }

  async function readPart (from: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(length, size - from)), 0, null, from)
    return buffer.subarray(0, bytesRead)
  }

  async function empty (): Promise<void> {
    if (size === 0) return
    await file.truncate(0)
    await file.datasync()
    size = 0
    version++
  }

  async function drop (which: (entry: Entry) => boolean): Promise<void> {
    if (size === 0) return
    const kept = [...linesOf((await readFile(path)).subarray(0, size))].filter(line => {
      const entry = entryIn(line, owner)
      return entry !== undefined && !which(entry)
    }).map(withEnd)
    const beside = join(folder, `${mine}.new`)
    const next = await create(beside)
    const bytes = Buffer.concat(kept)
    await next.writeFile(bytes)
    await next.datasync()
    await rename(beside, path)
    await syncFolder(folder)
    await file.close()
    file = next
    size = bytes.length
    version++
  }

  async function adopt (): Promise<void> {
    for (const name of await readdir(folder)) {
      if (!name.startsWith(`${owner}.`)) continue
      const [, pid, started = ''] = /^(\d+)-(\d*)-[0-9a-f]+\.spool$/.exec(name.slice(owner.length + 1)) ?? []
      if (pid === undefined || name === `${mine}.spool` ||
        isAlive({ pid: Number(pid), started: started === '' ? undefined : started })) continue
      const taken = join(folder, `${owner}.${pid}-${started}-${randomBytes(6).toString('hex')}.spool`)
      try {
        await rename(join(folder, name), taken) // of several processes one does
        const lines = [...linesOf(await readFile(taken))].filter(line => entryIn(line, owner) !== undefined)
          .map(withEnd)
        if (lines.length > 0) await write(lines)
        await rm(taken)
      } catch (error) {
        warn({ failure: (error as NodeJS.ErrnoException).code },
          'bot inbox: what another process left in the spool could not be taken over')
      }
    }
  }
}

async function create (path: string): Promise<FileHandle> {
  const file = await open(path, 'wx+', 0o600)
  await syncFolder(join(path, '..'))
  return file
}

/** A name in a folder is on the disk when the folder is. */
async function syncFolder (path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What follows the last end of a line was not written to its end. */
function * linesOf (bytes: Buffer): Generator<Buffer> {
  let from = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
    yield bytes.subarray(from, end)
    from = end + 1
  }
}

function withEnd (line: Buffer): Buffer {
  return Buffer.concat([line, Buffer.from('\n')])
}
