import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FST_BOT_STORE_LOCKED } from '../errors.ts'
import { isAlive, thisProcess, type Holder } from './process-identity.ts'

/** A folder that no other process may use. */
export interface Lock { release: () => void }

const FREE = 'free'
// milliseconds between the making of a lock file and the writing of it; after that its maker has died
const MAX_WRITE_MS = 1000
const LOOK_AGAIN = 20 // milliseconds

/**
 * Locks a folder, or takes over the lock of a process that has died. Lock files are numbered, and a number is never
 * used twice: the file with the highest one says who holds the folder, and whoever makes the next one, which the system
 * grants to one process only, holds it from then on. Sees processes of this machine only.
 *
 * @throws FST_BOT_STORE_LOCKED with the number of the process that holds it
 */
export async function lockFolder (folder: string): Promise<Lock> {
  for (;;) {
    const last = lastIn(folder)
    const holder = last === 0 ? FREE : await holderOf(folder, last)
    if (holder !== FREE && holder !== undefined && isAlive(holder)) throw new FST_BOT_STORE_LOCKED(folder, holder.pid)
    const file = nameOf(folder, last + 1)
    if (!make(file)) continue // another was faster: look who
    if (lastIn(folder) !== last + 1) { // others were, while this process stood still
      rmSync(file, { force: true })
      continue
    }
    for (const number of numbersIn(folder)) if (number <= last) rmSync(nameOf(folder, number), { force: true })
    return { release: () => { writeFileSync(file, FREE) } } // it stays, so that its number is not given again
  }
}

function make (file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(thisProcess()), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Who holds a lock; nobody when it was given back, or when its maker died before it could say who it is. */
async function holderOf (folder: string, number: number): Promise<Holder | typeof FREE | undefined> {
  for (let waited = 0; waited <= MAX_WRITE_MS; waited += LOOK_AGAIN) {
    const text = read(nameOf(folder, number))
    if (text === FREE) return FREE
    try {
      return JSON.parse(text)
    } catch {
      await sleep(LOOK_AGAIN)
    }
  }
}

/** Nothing when it is gone, for then there is a newer one. */
function read (file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return FREE
  }
}

function lastIn (folder: string): number {
  return Math.max(0, ...numbersIn(folder))
}

function numbersIn (folder: string): number[] {
  return readdirSync(folder).map(name => /^lock\.(\d+)$/.exec(name)?.[1]).filter(number => number !== undefined)
    .map(Number)
}

function nameOf (folder: string, number: number): string {
  return join(folder, `lock.${number}`)
}
