const { createHash, randomUUID } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')

const CACHE = join(__dirname, '../../node_modules/.cache/transpiled')

/**
 * Transpiler for ts-node, which runs the tests. Each test file is a process that loads most of the package: what one
 * has transpiled is kept on disk for the others.
 */
exports.create = ({ service: { config: { options } } }) => {
  // by itself TypeScript cannot see that the package is ESM
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext }
  const settings = JSON.stringify([ts.version, compilerOptions])
  mkdirSync(CACHE, { recursive: true })
  return {
    transpile (input, { fileName }) {
      const key = createHash('sha256').update(`${settings}\0${fileName}\0${input}`).digest('hex')
      const file = join(CACHE, `${key}.json`)
      return readOutput(file) ?? keep(file, ts.transpileModule(input, { fileName, compilerOptions }))
    }
  }
}

function readOutput (file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Renamed when whole: several processes may write the same file at once. */
function keep (file, { outputText, sourceMapText }) {
  const output = { outputText, sourceMapText }
  const part = `${file}.${randomUUID()}`
  writeFileSync(part, JSON.stringify(output))
  renameSync(part, file)
  return output
}
