import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiles lib, schemas, examples and the programs that measure into `dist`; with --tests the tests, too, whose types
// `npm run typecheck` looks at.

const NOT_INSTALLED = `The TypeScript compiler is not installed, so nothing can be built: npm leaves out development
packages when NODE_ENV is production, or with --omit=dev. Install them, too:

  npm ci --include=dev
`

const root = fileURLToPath(new URL('..', import.meta.url))

function findCompiler () {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc')
  } catch {
    console.error(NOT_INSTALLED)
    process.exit(1)
  }
}

function compile (...args) {
  const { status } = spawnSync(process.execPath, [compiler, ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const compiler = findCompiler()
rmSync(`${root}dist`, { recursive: true, force: true })
if (process.argv.includes('--tests')) {
  compile('-p', 'tsconfig.json', '--noCheck', '--declaration', 'false', '--declarationMap', 'false')
}
compile('-p', 'tsconfig.build.json') // what is published does not depend on the tests
chmodSync(`${root}dist/lib/cli/main.js`, 0o755) // npx starts it as a program
