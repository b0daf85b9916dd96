import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Installs what the lock file of a folder names, unless that was done before. Needs the npm registry.
 * npm writes its own list when it is done: a folder without it was left by an installation that was stopped.
 */
export async function installPackages (folder: string): Promise<void> {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  await promisify(execFile)('npm', ['ci', '--no-audit'], { cwd: folder })
}
