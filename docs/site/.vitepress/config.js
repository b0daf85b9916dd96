import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const { resolve } = createRequire(import.meta.url)
const docs = fileURLToPath(new URL('../..', import.meta.url))
const manifest = JSON.parse(readFileSync(`${docs}/../package.json`, 'utf8'))
const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '')

/** The order of the guides; a page that is not here comes last. */
const guides = [
  'first-bot', 'skills-and-routing', 'memory', 'requirements', 'replies-and-channels', 'hooks-and-errors', 'auth',
  'openapi',
  'testing', 'local-platform', 'bot-file', 'dev', 'serve', 'clients', 'import-and-export', 'check', 'deduplication',
  'answer-later',
  'inbox', 'replicas', 'production', 'observability', 'serverless', 'migrating', 'troubleshooting'
]

function titleOf (page) {
  return /^# (.*)$/m.exec(readFileSync(`${docs}/${page}`, 'utf8'))[1].replaceAll('`', '')
}

function pagesOf (folder, order = []) {
  const rank = name => order.includes(name) ? order.indexOf(name) : order.length
  if (!existsSync(`${docs}/${folder}`)) return []
  return readdirSync(`${docs}/${folder}`)
    .filter(name => name.endsWith('.md'))
    .map(name => name.slice(0, -3))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(name => ({ text: titleOf(`${folder}/${name}.md`), link: `/${folder}/${name}` }))
}

/** Links that leave the manual lead to the repository. */
function linkToRepository (md) {
  md.core.ruler.push('repository-links', state => {
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : undefined
      if (!href || /^(https?:|#|mailto:)/.test(href)) continue
      const target = posix.join(posix.dirname(state.env.relativePath), href)
      if (target.startsWith('../')) token.attrSet('href', `${repository}/blob/main/${target.slice(3)}`)
    }
  })
}

/** Diagrams are drawn in the browser. */
function renderMermaid (md) {
  const before = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, ...rest) => tokens[index].info.trim() === 'mermaid'
    ? `<MermaidDiagram code="${encodeURIComponent(tokens[index].content)}" />`
    : before(tokens, index, ...rest)
}

/** Double braces in a page are meant for the reader, not for Vue. */
function escapeBraces (md) {
  for (const rule of ['text', 'code_inline']) {
    const before = md.renderer.rules[rule]
    md.renderer.rules[rule] = (...given) => before(...given).replaceAll('{{', '<span v-pre>{{</span>')
  }
}

export default defineConfig({
  title: 'fastify-bot-webhook',
  description: manifest.description,
  head: [['link', { rel: 'icon', href: 'data:,' }]], // there is none, and browsers do not ask for one
  srcDir: 'pages',
  outDir: 'dist',
  buildEnd ({ outDir }) {
    // as it is: bundling it takes minutes
    copyFileSync(resolve('mermaid/dist/mermaid.min.js'), `${outDir}/mermaid.min.js`)
  },
  cleanUrls: true,
  markdown: {
    config (md) {
      linkToRepository(md)
      renderMermaid(md)
      escapeBraces(md)
    }
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/guides/first-bot' },
      { text: 'Reference', link: '/reference/options' },
      { text: 'Internals', link: '/internals/overview' },
      { text: 'Quality', link: '/quality' }
    ],
    sidebar: {
      '/guides/': [{ text: 'Guides', items: pagesOf('guides', guides) }],
      '/reference/': [
        {
          text: 'Reference',
          items: [
            ...pagesOf('reference', ['options']),
            { text: 'Public types', link: '/reference/types/' }
          ]
        }
      ],
      '/internals/': [{ text: 'Internals', items: pagesOf('internals', ['overview']) }]
    },
    socialLinks: [{ icon: 'github', link: repository }]
  }
})
