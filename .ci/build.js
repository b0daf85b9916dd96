import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Compiles lib, schemas, examples and the programs that measure into `dist`; with --tests the tests, too, whose types
// `npm run typecheck` looks at. TypeScript 7 takes a fifth of the time of 5.9, which ESLint, knip and tap need.

const NOT_INSTALLED = `The TypeScript compiler is not installed, so nothing can be built: npm leaves out development
packages when NODE_ENV is production, or with --omit=dev. Install them, too:

  npm ci --include=dev
`

const root = fileURLToPath(new URL('..', import.meta.url))

function findCompiler () {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin/tsc')
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
