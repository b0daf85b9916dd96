import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Closing } from '../runs.ts'
import { folder } from './folder.ts'

const run = promisify(execFile)
const BLOCK = Buffer.alloc(65_536, 1)

/** A disk of its own, in memory, that can be filled up. */
export interface SmallDisk {
  path: string
  /** Writes until there is no room for another byte. */
  fill: () => void
  free: () => void
}

/** Mounts one, until the end. @throws when this user may not */
export async function smallDisk (closing: Closing, megabytes: number): Promise<SmallDisk> {
  if (userInfo().uid !== 0) throw new Error('it mounts a small disk, for which it must be run as root')
  const path = join(folder(closing), 'disk')
  mkdirSync(path)
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  closing.teardown(() => run('umount', ['--lazy', path]))
  const filler = join(path, 'filler')

  return {
    path,
    fill () {
      const file = openSync(filler, 'a')
      try {
        for (;;) writeSync(file, BLOCK)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free () { rmSync(filler, { force: true }) }
  }
}
