import { parseArgs } from 'node:util'

/** The major versions that this package is for. */
export const majors = ['20', '22', '24', '26']

const USAGE = `Usage: npm run test:nodes -- [--only 22,24] [files]

  --only LIST   some of ${majors.join(', ')} instead of all
  --help        this text

Runs the tests, or those in the files, on each version of Node.js. The versions are fetched from the npm registry into
node_modules/.cache. Coverage is not looked at.`

/** What to run on what; ends the process when it was asked for help or for something unknown. */
export function readArguments (args) {
  try {
    const { values, positionals } = parseArgs({
      args, allowPositionals: true, options: { only: { type: 'string' }, help: { type: 'boolean', default: false } }
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    const only = values.only?.split(',') ?? majors
    const unknownName = only.find(major => !majors.includes(major))
    if (unknownName !== undefined) throw new Error(`--only: '${unknownName}' is none of ${majors.join(', ')}`)
    return { only, files: positionals }
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`)
    process.exit(2)
  }
}
