import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { root } from './repository.ts'

// The package as npm packs it, in projects that know nothing else. What was built last is packed.

export const modules = join(root, 'node_modules')
/** The compiler that npm installs today, which is quick. */
export const tsc = join(modules, 'typescript-7/bin/tsc')

interface Manifest {
  name: string
  version: string
  exports: Record<string, unknown>
  bin: Record<string, string>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
}
export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Names by which the package is imported. */
export const entries = Object.keys(manifest.exports)
  .filter(entry => entry !== './package.json').map(entry => join(manifest.name, entry))

/** Runs a program. Fails with what it printed. */
export async function run (command: string, args: string[], cwd: string): Promise<string> {
  const { NODE_OPTIONS, ...env } = process.env // those of this runner are not its
  try {
    return (await promisify(execFile)(command, args, { cwd, env })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string, stderr: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

/** A folder outside of this one, so that nothing is found by accident. */
export function folder (t: Pick<Test, 'teardown'>): string {
  const path = mkdtempSync(join(tmpdir(), 'bot-webhook-'))
  t.teardown(() => { rmSync(path, { recursive: true }) })
  return path
}

interface Packed { tarball: string, integrity: string, files: string[] }

/** @param flags for npm: without scripts what was built is packed, else it is built first */
export async function pack (
  from: string, to: string, ...flags: string[]
): Promise<Packed> {
  const printed = await run('npm', ['pack', '--json', ...flags, '--pack-destination', to], from)
  const json = printed.slice(printed.indexOf('[\n')) // after what the build prints
  const [{ filename, integrity, files }] = JSON.parse(json)
  return { tarball: join(to, filename), integrity, files: files.map(({ path }: { path: string }) => path) }
}

/** A project with the package as it is published and what npm would install with it, and nothing besides. */
export async function project (t: Pick<Test, 'teardown'>, type: 'module' | 'commonjs'): Promise<string> {
  const { tarball } = await packed
  const path = folder(t)
  const installed = join(path, 'node_modules', manifest.name)
  mkdirSync(installed, { recursive: true })
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', installed], path)
  const required = Object.keys(manifest.peerDependencies)
    .filter(name => manifest.peerDependenciesMeta[name]?.optional !== true)
  for (const name of [...Object.keys(manifest.dependencies), ...required, '@types/node']) {
    const link = join(path, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(modules, name), link)
  }
  writeFileSync(join(path, 'package.json'), JSON.stringify({ type }))
  return path
}

export const packed = pack(root, folder(t), '--ignore-scripts')
