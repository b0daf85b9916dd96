import { existsSync } from 'node:fs'
import { repository } from './repository.ts'

/**
 * A folder of real bodies, exports or programs. They are not part of this repository: tests read them where they are,
 * and are skipped where they are not.
 */
export function collected (folder: string): { folder: URL, skip: string | false } {
  const url = new URL(`../shared/${folder}/`, repository)
  return { folder: url, skip: existsSync(url) ? false : 'the collection of real bodies is not beside this checkout' }
}
