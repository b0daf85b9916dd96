import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { readPageFiles, type PageFile } from '../../../web/files.ts'
import { securityHeaders } from '../../../web/security-headers.ts'
import { createMarkdown } from '../../reply-view/markdown.ts'
import { showReply, type Shown } from '../../reply-view/reply.ts'
import type { ConnectorMessage } from '../conversations/conversation.ts'

const USE = { what: 'the web client', packages: ['lit-html', 'marked'], production: true }
const PICTURES = 'https: data:' // those that a bot sends come from anywhere
const SCRIPT = 'webclient.js'
const CACHE_SECONDS = 300
/** Files of pages that the web client has no use for. */
const UNUSED = /^(json\.js|theme\.js|base\.css|lit\/directives\/live\.js|demo\.)/

/** Adds to a message what the web client draws of it. */
export async function createShow (): Promise<(message: ConnectorMessage) => ConnectorMessage & { shown: Shown }> {
  const markdown = await createMarkdown(USE)
  return message => ({ ...message, shown: showReply(message.attachment, markdown) })
}

interface ClientParts {
  channelId: string
  token: string
  /** Name of the bot. */
  title: string
  /** Whether there is a page to try it on. */
  demo: boolean
}

/** `/webclient.js` for any page, with what it loads, and a page that shows it. */
export async function webclientRoutes (scope: FastifyInstance, {
  channelId, token, title, demo
}: ClientParts): Promise<void> {
  const files = await readPageFiles('platform/api/webclient/page', USE)
  const served = [...files].filter(([name]) => !UNUSED.test(name))
  const headers = {
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*'
  }

  for (const [name, file] of served) {
    const { type, content } = file
    const compressed = gzipSync(content, { level: 9 })
    scope.get(name === SCRIPT ? `/${SCRIPT}` : `/webclient/${name}`, async (request, reply) => {
      reply.headers({ ...headers, vary: 'accept-encoding', 'cache-control': `public, max-age=${CACHE_SECONDS}` })
        .type(type)
      if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(content)
      return reply.header('content-encoding', 'gzip').send(compressed)
    })
  }
  if (demo) demoRoutes(scope, files, { channelId, token, title })
}

function demoRoutes (scope: FastifyInstance, files: ReadonlyMap<
  string, PageFile
>, { channelId, token, title }: Omit<ClientParts, 'demo'>): void {
  const template = String(files.get('demo.html')?.content)
  const style = files.get('demo.css') as PageFile
  scope.get('/webclient/demo.css', async (_request, reply) => reply.type(style.type).send(style.content))
  scope.get('/', { prefixTrailingSlash: 'slash' }, async (request, reply) => {
    const src = new URL(SCRIPT, `${request.protocol}://${request.host}${request.url.split('?')[0]}`).href
    const tag = `<script src="${src}" data-channel-id="${channelId}" data-token="${token}"></script>`
    const values: Record<string, string> = { channelId, token, title, tag }
    const page = template.replace(/\{(\w+)\}/g, (_, name: string) => escapeHtml(values[name] as string))
    return reply.headers(securityHeaders(PICTURES)).type('text/html; charset=utf-8').send(page)
  })
}

function escapeHtml (text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
