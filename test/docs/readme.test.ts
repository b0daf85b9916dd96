import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { completePackageJson } from '../../lib/cli/init/package-json.ts'
import { manualPages as pages } from '../support/doc-blocks.ts'
import { repository } from '../support/repository.ts'

const read = (page: string) => readFileSync(new URL(page, repository), 'utf8')
const manual = pages.map(read).join('\n')

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf (page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-'))
}

t.test('every part of a bot file in the manual is part of an example', t => {
  const files = ['bot.yml', 'api.yml'].map(name => readFileSync(new URL(`examples/${name}`, repository), 'utf8'))
  const samples = [...manual.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, sample = '']) => sample)
  t.ok(samples.length > 0)
  for (const sample of samples) t.ok(files.some(file => file.includes(sample)), sample)
  t.end()
})

t.test('pages and files that the manual links to are there', t => {
  for (const page of pages) {
    for (const [, path = '', anchor] of read(page).matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)) {
      const target = path === '' ? page : new URL(path, new URL(page, repository)).href.slice(repository.href.length)
      t.ok(existsSync(new URL(target, repository)), `${page}: ${path}`)
      if (anchor !== undefined) t.ok(anchorsOf(target).includes(anchor), `${page}: ${path}#${anchor}`)
    }
  }
  t.end()
})

t.test('every npm script that the manual names is there', t => {
  const { scripts: own } = JSON.parse(read('package.json'))
  const { scripts: made } = completePackageJson({}, 'made-bot', { own: '', runtime: {} }, false) // by `init`
  const scripts = { ...own, ...made }
  const texts = [...pages, 'CONTRIBUTING.md', 'bench/README.md'].map(page => [page, read(page)] as const)
  for (const [page, text] of texts) {
    for (const [, name = ''] of text.matchAll(/npm run ([a-z]+(?:[:-][a-z]+)*)/g)) t.ok(name in scripts, `${page}: ${name}`)
  }
  t.end()
})

t.test('every file of this repository that the manual names is there', t => {
  for (const page of pages) {
    for (const [, path = ''] of read(page).matchAll(/`((?:test|examples|lib|bench|docs)\/[\w./-]+\.\w+)`/g)) {
      t.ok(existsSync(new URL(path, repository)), `${page}: ${path}`)
    }
  }
  t.end()
})

t.test('every page can be reached from the README', t => {
  const reached = new Set(['README.md', 'docs/index.md']) // the second is the front page of the site
  for (const page of reached) {
    for (const [, path = ''] of read(page).matchAll(/\]\(([\w./-]+\.md)/g)) {
      reached.add(new URL(path, new URL(page, repository)).href.slice(repository.href.length))
    }
  }
  t.strictSame(pages.filter(page => !reached.has(page)), [])
  t.end()
})

t.test('every code of a finding is in the manual, and none that does not exist', t => {
  const rooms = new URL('lib/replies/', repository)
  const sources = readdirSync(rooms, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(new URL(name, rooms), 'utf8'))
  const told = [...read('docs/guides/replies-and-channels.md').slice(read('docs/guides/replies-and-channels.md')
    .indexOf('| codes of findings |')).matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code)
  const found = [...sources.join().matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code]) => code).filter(code =>
    code !== 'BUTTON_TYPE')
  t.strictSame(told.sort(), [...new Set(found)].sort())
  t.end()
})
