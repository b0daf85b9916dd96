import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { checkVersion, packageMissing, type PackageUse } from '../shared/optional-package.ts'

/** A file of the page, as it is sent. */
export interface PageFile { type: string, content: Buffer }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml'
}

/** What the page needs of the library that draws it. */
const library = ['lit-html.js', 'directive.js', 'directive-helpers.js', 'directives/live.js', 'directives/repeat.js']

/**
 * Reads all files of a page, by the path below the page. They are served as they are in the package: those of the page
 * and those that pages share from `lib`, which is in the package beside `dist`, those of the library from its own
 * package.
 *
 * @param folder of the page, below `lib`
 * @param use what needs the library
 * @throws FST_BOT_PACKAGE_MISSING when `lit-html` is not installed, FST_BOT_PACKAGE_UNSUPPORTED
 */
export async function readPageFiles (
  folder: string, use: PackageUse, resolve: (name: string) => string = createRequire(import.meta.url).resolve
): Promise<Map<string, PageFile>> {
  const lib = join(dirname(resolve('fastify-bot-webhook/package.json')), 'lib')
  // Node is given a build of its own, in a folder beside the browser's
  const lit = join(dirname(locate(resolve, use)), '..')
  const own = await Promise.all(
    ['web/assets', folder].map(async name =>
      (await readdir(join(lib, name))).map(file => [file, join(lib, name, file)] as const)
    )
  )
  const files = [...own.flat(), ...library.map(name => [`lit/${name}`, join(lit, name)] as const)]
  return new Map(
    await Promise.all(
      files.map(
        async ([name, file]) => [name, { type: types[extname(name)] as string, content: await readFile(file) }] as const
      )
    )
  )
}

function locate (resolve: (name: string) => string, use: PackageUse): string {
  checkVersion('lit-html', use)
  try {
    return resolve('lit-html')
  } catch {
    throw packageMissing('lit-html', use)
  }
}
