import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { entries, modules, project, run } from '../support/packed-project.ts'

t.setTimeout(900_000) // milliseconds: six compilations of all types, on a machine that may be busy

const strict = {
  target: 'es2022', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: ['node']
}

const program = `
async function build () {
  const app = Fastify()
  await app.register(botWebhook, { auth: bearer('a-secret-of-more-than-16') })
  const memory = Type.Object({ name: Type.String() })
  app.bot.skill('greet', { memory }, ({ memory }) => text(memory.name.toUpperCase()))
  // @ts-expect-error a text is a string
  app.bot.skill('wrong', () => text(5))
  return app
}
const all: object[] = [${entries.map((_, index) => `entry${index}`).join()}]
console.log(typeof build, all.filter(entry => Object.keys(entry).length > 0).length)
`
const statically = `
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import botWebhook, { bearer, text } from 'fastify-bot-webhook'
${entries.map((entry, index) => `import * as entry${index} from '${entry}'`).join('\n')}
${program}`
const dynamically = `
import Fastify = require('fastify')
import { Type } from '@sinclair/typebox'
async function main () {
  const { default: botWebhook, bearer, text } = await import('fastify-bot-webhook')
  ${entries.map((entry, index) => `const entry${index} = await import('${entry}')`).join('\n  ')}
  ${program}
}
void main()
`

/** People have TypeScript 5.9, too: with that a compilation takes 25 s of CPU, and only it knows node10. */
const ways: Array<[name: string, compiler: string, type: 'module' | 'commonjs', options: object, source: string]> = [
  ['nodenext', 'typescript-7', 'module', { module: 'nodenext' }, statically],
  ['node16', 'typescript-7', 'module', { module: 'node16' }, statically],
  ['a bundler', 'typescript-7', 'module', { module: 'esnext', moduleResolution: 'bundler' }, statically],
  ['nodenext, CommonJS', 'typescript-7', 'commonjs', { module: 'nodenext' }, statically],
  ['node16, CommonJS, which imports ES modules dynamically', 'typescript-7', 'commonjs', { module: 'node16' },
    dynamically],
  ['node10', 'typescript', 'commonjs', { module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true },
    statically]
]

for (const [name, compiler, type, options, source] of ways) {
  t.test(`every entry compiles without skipLibCheck and optional packages, and runs: ${name}, ${compiler}`, async t => {
    const path = await project(t, type)
    const compilerOptions = { ...strict, ...options }
    writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
    writeFileSync(join(path, 'main.ts'), source)
    await run(process.execPath, [join(modules, compiler, 'bin/tsc')], path)
    t.equal((await run(process.execPath, ['main.js'], path)).trim(), `function ${entries.length}`)
  })
}
