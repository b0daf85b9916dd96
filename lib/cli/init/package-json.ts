import { dirname, relative } from 'node:path'
import { rangeOf } from '../../shared/optional-package.ts'

/** What is of interest in a package.json. */
export interface PackageJson {
  readonly [key: string]: unknown
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export interface PackageVersions {
  /** Of this package: a range, or where it is. */
  readonly own: string
  /** Ranges by name, of the packages that the bot runs with. */
  readonly runtime: Readonly<Record<string, string>>
}

/** Optional packages that chat, page and tests need. */
const TOOLS = [
  '@dagrejs/dagre', '@microsoft/recognizers-text-suite', '@nlpjs/core', '@nlpjs/lang-en', '@nlpjs/nlp', 'lit-html',
  'marked', 'yaml'
]

/** Run from a clone, the package is where it is; installed, it is a version. @param file its package.json */
export function ownVersion (file: string, version: string, folder: string): string {
  return /[\\/]node_modules[\\/]/.test(file) ? `^${version}` : `file:${relative(folder, dirname(file))}`
}

/** A package.json with all that the new bot needs. What is in it already stays. */
export function completePackageJson (
  given: PackageJson, name: string, { own, runtime }: PackageVersions, typescript: boolean
): PackageJson {
  const extension = typescript ? 'ts' : 'js'
  const loader = typescript ? '--import tsx ' : ''
  const tools = (typescript ? [...TOOLS, 'tsx'] : TOOLS).map(name => [name, rangeOf(name)])
  const { scripts, dependencies, devDependencies, ...others } = given
  return {
    name,
    private: true,
    ...others,
    type: 'module',
    scripts: {
      start: `node ${loader}server.${extension}`,
      dev: `bot-webhook dev bot.${extension} bot.yml`,
      chat: 'bot-webhook chat bot.yml',
      test: `node ${loader}--test bot.test.${extension} && bot-webhook test conversations/*.json --program ` +
        `bot.${extension}`,
      check: 'bot-webhook check http://127.0.0.1:5000 --bot bot.yml',
      ...scripts
    },
    dependencies: {
      ...runtime,
      'fastify-bot-webhook': own,
      ...dependencies
    },
    devDependencies: {
      ...Object.fromEntries(tools),
      ...(typescript && { typescript: '^5.9.0', '@types/node': '^20.19.0' }),
      ...devDependencies
    }
  }
}
