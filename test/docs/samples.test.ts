import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { manualPages, readBlocks, type Block } from '../support/doc-blocks.ts'
import { modules, project, run, tsc } from '../support/packed-project.ts'
import { root } from '../support/repository.ts'
import { freePort, run as serve } from '../support/program.ts'
import { skipWithout } from '../support/required-programs.ts'

// The samples of the README and the manual, in a project with the package as it is published. What a comment `// ->`
// says is what the program prints. A sample that listens is called as its page calls it, and its answer stands below.

t.setTimeout(900_000) // milliseconds: on a machine that may be busy

const TIMEOUT_MS = 120_000
const blocks = manualPages.flatMap(readBlocks)
const samples = blocks.filter(({ language }) => /^[jt]s$/.test(language))

const isModule = ({ text }: Block): boolean => /^export /m.test(text)
const isCommonJs = ({ text }: Block): boolean => /\brequire\(/.test(text)
const isTest = ({ text }: Block): boolean => text.includes("from 'node:test'")
const listens = ({ text }: Block): boolean => /^(await )?app\.listen\(/m.test(text)
const titleOf = ({ page, line, language }: Block): string => `${page}:${line}, ${language}`
const folderOf = ({ page }: Block): string => basename(page, '.md')
const printedBy = ({ text }: Block): string[] => [...text.matchAll(/\/\/ -> (.*)$/gm)].map(([, line = '']) => line)

/** Files that a page has in both languages differ; what it has once is JavaScript and TypeScript alike. */
function hasTwin (sample: Block): boolean {
  return sample.language === 'js' && sample.note !== '' && samples.some(({ page, note, language }) =>
    page === sample.page && language === 'ts' && note === sample.note.replace(/js$/, 'ts'))
}

function fileOf (sample: Block): string {
  const { line, language, note } = sample
  return join(folderOf(sample), note || `line-${line}.${isCommonJs(sample) ? 'cjs' : language}`)
}

function write (path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const path = await project(t, 'module')
for (const name of Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies)) {
  const link = join(path, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  try {
    symlinkSync(join(modules, name), link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
for (const sample of samples) {
  if (sample.language === 'js') write(join(path, fileOf(sample)), sample.text)
  if (!isCommonJs(sample) && !hasTwin(sample)) {
    write(join(path, 'typescript', fileOf(sample).replace(/js$/, 'ts')), sample.text)
  }
}
writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    types: ['node'],
    rootDir: 'typescript',
    outDir: 'compiled'
  },
  include: ['typescript']
}))

/** Runs a sample until it ends, or has printed enough. */
async function printsOf (file: string, lines: number): Promise<{ printed: string, code: number | null }> {
  const child = spawn(process.execPath, [join(path, file)], {
    cwd: join(path, dirname(file)), env: { PATH: process.env.PATH, PORT: String(await freePort()) }
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
  let printed = ''
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', chunk => { errors += chunk })
  child.stdout.setEncoding('utf8').on('data', chunk => {
    printed += chunk
    if (lines > 0 && printed.split('\n').length > lines) child.kill('SIGTERM')
  })
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { printed: printed + errors, code }
}

t.test('all samples compile under strict TypeScript', async t => {
  await run(process.execPath, [tsc, '-p', '.'], path)
  t.ok(samples.length > 25, `${samples.length} samples`)
})

for (const sample of samples.filter(sample => !isModule(sample))) {
  const file = sample.language === 'js' ? fileOf(sample) : join('compiled', fileOf(sample).replace(/ts$/, 'js'))
  const expected = printedBy(sample)
  if (listens(sample) && expected.length === 0) {
    t.test(`${titleOf(sample)}: answers as its page says`, { skip: skipWithout('curl') }, async t => {
      const { url } = await serve(t, () => [process.execPath, join(path, file)])
      const ofPage = blocks.filter(({ page }) => page === sample.page)
      const call = ofPage.find(({ text }) => text.startsWith('curl http://127.0.0.1:5000/ ')) as Block
      // the first sample that listens has the first answer below it, the second one the second
      const before = ofPage.filter(other => other.line < sample.line && listens(other) && other.line > lastAnswer())
      const answer = ofPage.filter(({ language, line }) => language === 'json' && line > sample.line)[before.length]
      const command = call.text.replace('http://127.0.0.1:5000', url).replace('curl ', 'curl -sS ')
      const { stdout } = await promisify(execFile)('bash', ['-c', command])
      t.strictSame(JSON.parse(stdout), JSON.parse(answer?.text ?? ''))

      function lastAnswer (): number {
        return ofPage.filter(({ language, line }) => language === 'json' && line < sample.line).at(-1)?.line ?? 0
      }
    })
    continue
  }
  t.test(`${titleOf(sample)}: runs, and prints what it says`, async t => {
    const { printed, code } = await printsOf(file, listens(sample) ? expected.length : 0)
    if (!listens(sample)) t.equal(code, 0, printed)
    if (isTest(sample)) return
    t.not(expected.length, 0, 'it says what it prints')
    t.equal(printed, expected.map(line => `${line}\n`).join(''))
  })
}

t.test('what is in JavaScript and is no sample belongs to another package', t => {
  const others = blocks.filter(({ language }) => /^(javascript|typescript|mjs|cjs|jsx|tsx|mts|cts)$/.test(language))
  for (const other of others) t.notMatch(other.text, 'fastify-bot-webhook', titleOf(other))
  t.strictSame([...new Set(others.map(({ page }) => page))], ['docs/guides/clients.md'])
  t.end()
})
