import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The newest Node.js of a major version, which npm has as a package for each kind of machine. */
export async function fetchNode (major, cache) {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(cache, major)
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', [
    'install', '--prefix', folder, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts',
    '--loglevel=error', `${name}@${major}`
  ], { stdio: ['ignore', 'ignore', 'inherit'] })
  const program = join(folder, 'node_modules', name, 'bin', 'node')
  return {
    program, folder: dirname(program), version: execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()
  }
}
