import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { FST_BOT_PACKAGE_MISSING } from '../errors.ts'

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
 * Reads all files of the page, by the path below the page. They are served as they are in the package: those of the page
 * from `lib`, which is in the package beside `dist`, those of the library from its own package.
 *
 * @throws FST_BOT_PACKAGE_MISSING when `lit-html` is not installed
 */
export async function readPageFiles (resolve: (name: string) => string = createRequire(import.meta.url).resolve): Promise<Map<string, PageFile>> {
  const own = join(dirname(resolve('fastify-bot-webhook/package.json')), 'lib/playground/page')
  const lit = join(dirname(locate(resolve)), '..') // Node is given a build of its own, in a folder beside the browser's
  const names = await readdir(own)
  const files = [...names.map(name => [name, join(own, name)] as const), ...library.map(name => [`lit/${name}`, join(lit, name)] as const)]
  return new Map(await Promise.all(files.map(async ([name, file]) => [name, { type: types[extname(name)] as string, content: await readFile(file) }] as const)))
}

function locate (resolve: (name: string) => string): string {
  try {
    return resolve('lit-html')
  } catch {
    throw new FST_BOT_PACKAGE_MISSING('lit-html', 'the playground', 'lit-html marked')
  }
}
