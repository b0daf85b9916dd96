import { FST_BOT_PACKAGE_MISSING } from '../errors.ts'
import { PLAYGROUND_USE } from '../playground/packages.ts'
import { installCommand, isInstalled } from '../shared/optional-package.ts'

const BOT_FILE = ['yaml', '@nlpjs/core', '@nlpjs/nlp', '@microsoft/recognizers-text-suite']
const PAGE = PLAYGROUND_USE.packages

/** Optional packages by command: those for a bot file, and those that it always needs. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  chat: [],
  dev: PAGE,
  play: PAGE,
  serve: ['@fastify/cors', '@fastify/rate-limit', 'lit-html', 'marked'],
  test: []
}

/**
 * What to say when an optional package is missing: all that the command needs, so that one installation is enough.
 *
 * @param command its name and what stands behind it
 */
export function describeMissingPackage (
  error: Error, [name = '', ...args]: readonly string[], isThere: (name: string) => boolean = isInstalled
): string {
  const always = NEEDED[name]
  if (!(error instanceof FST_BOT_PACKAGE_MISSING) || always === undefined) return error.message
  const isForUrl = args.some(arg => /^https?:/i.test(arg))
  const missing = [...isForUrl ? [] : BOT_FILE, ...always].filter(name => !isThere(name))
  if (missing.length < 2 || !missing.some(name => error.message.startsWith(`${name} `))) return error.message
  const command = installCommand({ packages: missing, production: name === 'serve' })
  return `${missing.join(', ')} are not installed, and bot-webhook ${name} needs them: ${command}`
}
