import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { root } from '../support/repository.ts'

// The documentation as a site. Needs the npm registry.

const dist = join(root, 'docs/site/dist')

t.test('the site is built, and each of its links leads to a page and a heading that are there', {
  timeout: 900_000
}, async t => {
  await promisify(execFile)('npm', ['run', 'docs:site'], { cwd: root, maxBuffer: 2 ** 26 })
  const pages = new Map(readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.html'))
    .map(name => [name, readFileSync(join(dist, name), 'utf8')]))
  t.ok(pages.size > 100, `${pages.size} pages`)
  let links = 0
  const dead: string[] = []
  for (const [page, html] of pages) {
    for (const [, href = ''] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      if (/^(https?:|mailto:|data:)/.test(href)) continue
      links++
      const [path = '', anchor] = href.replaceAll('&amp;', '&').split('#')
      const target = path === '' ? page : fileOf(posix.resolve('/', posix.dirname(page), decodeURIComponent(path)))
      const there = target === undefined ? undefined : pages.get(target)
      const isDead = there === undefined
        ? target === undefined || !existsSync(join(dist, target))
        : anchor !== undefined && anchor !== '' && !there.includes(`id="${decodeURIComponent(anchor)}"`)
      if (isDead) dead.push(`${page}: ${href}`)
    }
  }
  t.ok(links > 1000, `${links} links`)
  t.strictSame(dead, [])

  /** The file of an address without its ending. */
  function fileOf (address: string): string | undefined {
    const name = address.slice(1)
    return [name, `${name}.html`, posix.join(name, 'index.html')].find(file => pages.has(file)) ??
      (existsSync(join(dist, name)) && name !== '' ? name : undefined)
  }
})
