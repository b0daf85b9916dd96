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
  /** Ranges by name, of the packages that this one can use. */
  readonly peers: Readonly<Record<string, string>>
}

/** Packages that the bot runs with. */
const RUNTIME = ['fastify', '@sinclair/typebox']

/** Packages that chat, page and tests need; all that the tools can use but stores and tokens. */
const LEFT_OUT = /^(fastify|@sinclair\/typebox|pg|pg-boss|@electric-sql\/pglite|jose)$/

/** A package.json with all that the new bot needs. What is in it already stays. */
export function completePackageJson (
  given: PackageJson, name: string, { own, peers }: PackageVersions, typescript: boolean
): PackageJson {
  const extension = typescript ? 'ts' : 'js'
  const loader = typescript ? '--import tsx ' : ''
  const tools = Object.entries(peers).filter(([name]) => !LEFT_OUT.test(name))
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
      test: `node ${loader}--test bot.test.${extension} && bot-webhook test conversations/*.json --program bot.${extension}`,
      check: 'bot-webhook check http://127.0.0.1:5000 --bot bot.yml',
      ...scripts
    },
    dependencies: {
      ...Object.fromEntries(RUNTIME.map(name => [name, String(peers[name])])),
      'fastify-bot-webhook': own,
      ...dependencies
    },
    devDependencies: {
      ...Object.fromEntries(tools),
      ...(typescript && { tsx: '^4.23.0', typescript: '^5.9.0', '@types/node': '^20.19.0' }),
      ...devDependencies
    }
  }
}
