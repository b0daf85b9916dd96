import { knownReplies } from '../schemas/replies.ts'
import type { TSchema } from '@sinclair/typebox'
import Fastify from 'fastify'
import { commands } from '../lib/cli/commands.ts'
import { helpOf, overview } from '../lib/cli/help.ts'
import platform from '../lib/platform/api/index.ts'
import { channels, documentedChannels, type ChannelProfile } from '../lib/replies/channels.ts'
import { botFilePage } from './generate-bot-file-page.ts'
import { httpPage, type ServedRoute } from './generate-http-page.ts'

/** The pages of the reference that are made from the code, by their path below `docs`. */
export async function generateReference (): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['reference/cli.md', await cliPage()],
    ['reference/bot-file.md', botFilePage()],
    ['reference/http.md', httpPage(await servedRoutes())],
    ['reference/replies.md', repliesPage()]
  ])
}

/** The routes of a bot that is served. */
async function servedRoutes (): Promise<ServedRoute[]> {
  const routes: ServedRoute[] = []
  const app = Fastify()
  app.addHook('onRoute', ({ method, url, schema }) => {
    const methods = [method].flat()
    const body = schema?.body as TSchema | undefined
    routes.push({ method: methods.length === 1 ? String(methods[0]) : methods.join(', '), url, body })
  })
  const bot = { name: 'bot', languages: ['en'], skills: { hello: { actions: [{ message: 'Hello' }] } } }
  await app.register(platform, { bot, token: 'the-token-of-a-page', demo: true, rateLimit: false })
  await app.close()
  return routes
}

async function cliPage (): Promise<string> {
  const sections = await Promise.all([...commands].map(async ([name, { load }]) => {
    return `## bot-webhook ${name}\n\n${help(helpOf(await load()))}`
  }))
  return `# Command line

${help(overview())}
The exit code is 0 when all went well, 1 when a call failed or something was found, 2 when the program could not start.

${sections.join('\n')}`
}

function help (text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`
}

function repliesPage (): string {
  return `# Reply types and channel limits

[Replies and channels](../guides/replies-and-channels.md) shows how to build messages, and lists the codes of findings.

## Reply types

A message has \`type\`, \`content\`, and optionally \`delay\` (seconds, 0 to 5) and \`markdown\`.

${knownReplies.map(replySection).join('\n')}
## Channels

| channel | takes | takes and does not show | buttons that work |
| --- | --- | --- | --- |
${profiles().map(channelRow).join('\n')}

## Limits

A number of characters, or of items. An empty cell means that no limit is known.
\`documented\` applies when you name no channel.

| channel | in | title | subtitle | button title | buttons | items |
| --- | --- | --- | --- | --- | --- | --- |
${profiles().flatMap(limitRows).join('\n')}

## Missing fields

A channel fails without a required field. For a field in the last column, the user reads the word "undefined".

| channel | required | printed as "undefined" |
| --- | --- | --- |
${profiles().filter(([, { needs, prints }]) => needs ?? prints).map(missingRow).join('\n')}

## Other peculiarities

| channel | what |
| --- | --- |
${profiles().flatMap(peculiarityRows).join('\n')}
`
}

function profiles (): Array<[name: string, profile: ChannelProfile]> {
  return [['documented', documentedChannels], ...Object.entries(channels)]
}

function replySection ({ properties: { type, content }, ...schema }: typeof knownReplies[number]): string {
  return `### ${type.const}

${schema.description}

${fieldTable(content)}\`\`\`json
${JSON.stringify(schema.examples?.[0], null, 2)}
\`\`\`
`
}

/** The fields of a content that is an object or a list of objects; nothing for others. */
function fieldTable (content: TSchema): string {
  const { properties, items } = content as { properties?: Record<string, TSchema>, items?: TSchema }
  if (properties === undefined) {
    return items === undefined
      ? `\`content\`: ${content.description}\n\n`
      : fieldTable(items)
  }
  const rows = Object.entries(properties).map(([name, { description }]) => `| \`${name}\` | ${description ?? ''} |`)
  return rows.length === 0 ? '' : `| field | what |\n| --- | --- |\n${rows.join('\n')}\n\n`
}

function channelRow ([name, { takes, hides, buttonTypes }]: [string, ChannelProfile]): string {
  return `| \`${name}\` | ${names(takes, 'all')} | ${names(hides, '')} | ${names(buttonTypes, 'all')} |`
}

function limitRows ([name, { text, limits = {} }]: [string, ChannelProfile]): string[] {
  const rows = Object.entries(limits).map(([place, limit]) => {
    const { title = '', subtitle = '', buttonTitle = '', buttons, fewestButtons, items, fewestItems } = limit
    const counts = [range(fewestButtons, buttons), range(fewestItems, items)]
    return `| \`${name}\` | ${place} | ${[title, subtitle, buttonTitle, ...counts].join(' | ')} |`
  })
  return text === undefined ? rows : [`| \`${name}\` | text | ${text} |  |  |  |  |`, ...rows]
}

function missingRow ([name, { needs = {}, prints = {} }]: [string, ChannelProfile]): string {
  return `| \`${name}\` | ${places(needs)} | ${places(prints)} |`
}

function peculiarityRows ([name, profile]: [string, ChannelProfile]): string[] {
  const { firstReplyOnly, breaksMarkdownLinks, markdownNeedsTitle, downloads, customIsList } = profile
  return [
    firstReplyOnly && 'shows the first reply of an answer only',
    breaksMarkdownLinks && 'breaks underscores in the addresses of Markdown links',
    markdownNeedsTitle && 'fails on quick replies with Markdown and without a title',
    downloads && 'downloads pictures and videos, and fails on a relative address',
    customIsList && 'requires a list as the content of `custom`'
  ].filter(what => what !== undefined).map(what => `| \`${name}\` | ${what} |`)
}

function names (list: readonly string[] | undefined, none: string): string {
  return list === undefined ? none : list.map(name => `\`${name}\``).join(' ')
}

function range (least: number | undefined, most: number | undefined): string {
  if (least === undefined) return String(most ?? '')
  return most === undefined ? `at least ${least}` : `${least} to ${most}`
}

function places (fields: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(fields).map(([field, where]) => `\`${field}\` in ${where.join(', ')}`).join('; ')
}
