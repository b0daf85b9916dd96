import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { packageMissing } from '../../shared/optional-package.ts'

/** From Node.js 22.18 on. */
function readsTypeScript (): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript)
}

/** What Node needs to run a file. @throws FST_BOT_PACKAGE_MISSING for TypeScript, on a Node.js that does not read it */
export function loaderFor (file: string): string[] {
  if (!/\.[cm]?ts$/.test(file) || readsTypeScript()) return []
  try {
    return ['--import', pathToFileURL(createRequire(join(dirname(file), 'x.js')).resolve('tsx')).href]
  } catch {
    throw packageMissing('tsx',
      { what: 'a program in TypeScript on this Node.js', packages: ['tsx'], production: false })
  }
}
