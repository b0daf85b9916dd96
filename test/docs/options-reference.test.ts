import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { TSchema } from '@sinclair/typebox'
import t from 'tap'
import { jwtOptionsSchema } from '../../lib/auth/jwt-options.ts'
import { actionOptionsSchema, skillOptionsSchema } from '../../lib/bot/handler-options.ts'
import { botOptionsSchema } from '../../lib/bot/options.ts'
import { checkOptionsSchema } from '../../lib/check/options.ts'
import { memoryDedupeOptionsSchema } from '../../lib/dedupe/memory-dedupe-store.ts'
import { groupOptionsSchema, listOptionsSchema } from '../../lib/durable/inbox/read/list-options.ts'
import { durableOptionsSchema } from '../../lib/durable/options.ts'
import { deadLetterFilterSchema, deadLetterListOptionsSchema } from '../../lib/durable/queue/dead-letters.ts'
import { jobOptionsSchema } from '../../lib/durable/queue/job-options.ts'
import { platformOptionsSchema } from '../../lib/platform/api/options.ts'
import { importOptionsSchema } from '../../lib/platform/import/import-bot.ts'
import { connectorServerOptionsSchema } from '../../lib/platform/push/connector.ts'
import { sessionOptionsSchema } from '../../lib/platform/session/session-options.ts'
import { playgroundOptionsSchema } from '../../lib/playground/options.ts'
import { lintOptionsSchema } from '../../lib/replies/lint/lint.ts'
import { converseOptionsSchema } from '../../lib/testing/converse.ts'
import { waitOptionsSchema } from '../../lib/testing/pushed.ts'
import { renderOptionsTable } from '../support/options-table.ts'
import { repository } from '../support/repository.ts'

const file = new URL('docs/reference/options.md', repository)

const ENTRIES: ReadonlyArray<[title: string, schemas: readonly TSchema[]]> = [
  ['Plugin: `fastify-bot-webhook`', [
    botOptionsSchema, skillOptionsSchema, actionOptionsSchema, jwtOptionsSchema, memoryDedupeOptionsSchema,
    lintOptionsSchema
  ]],
  ['Durable: `fastify-bot-webhook/durable`', [
    durableOptionsSchema, jobOptionsSchema, deadLetterFilterSchema, deadLetterListOptionsSchema, groupOptionsSchema,
    listOptionsSchema
  ]],
  ['Platform: `fastify-bot-webhook/platform`', [platformOptionsSchema]],
  ['Bot files and sessions: `fastify-bot-webhook/builder`', [
    sessionOptionsSchema, connectorServerOptionsSchema, importOptionsSchema
  ]],
  ['Playground: `fastify-bot-webhook/playground`', [playgroundOptionsSchema]],
  ['Testing: `fastify-bot-webhook/testing`', [converseOptionsSchema, waitOptionsSchema]],
  ['Check: `fastify-bot-webhook/check`', [checkOptionsSchema]]
]

/** What builders of replies take is in the reference of replies. */
const IN_REPLIES = ['MessageOptions', 'TextOptions', 'ListMessageOptions']

const sections = ENTRIES.map(([title, schemas]) =>
  `## ${title}\n\n${schemas.map(renderOptionsTable).join('\n\n')}`)
const reference = '# Options\n\nMade from the schemas of the options by `npm run docs:reference`. An unknown name is ' +
  'refused, with the name\nthat was probably meant; so is a value of another type or beyond its limits.\n\n' +
  `${sections.join('\n\n')}\n`

t.test('the reference of options is made from their schemas', async t => {
  if (process.env.WRITE_REFERENCE !== undefined) await writeFile(file, reference)
  t.equal(await readFile(file, 'utf8'), reference, 'run `npm run docs:reference` and commit the result')
})

t.test('every option has a description and says what it must be', t => {
  const checkOptions = (schema: TSchema): void => {
    for (const [name, option] of Object.entries<TSchema>(schema.properties)) {
      const { description, default: value, defaultText, expected, type, options } = option
      t.ok(description && (expected || type), `${schema.title}.${name}`)
      t.notOk(value !== undefined && defaultText !== undefined, `${name} has one default`)
      if (options !== undefined) checkOptions(options)
    }
  }
  for (const [, schemas] of ENTRIES) schemas.forEach(checkOptions)
  t.end()
})

t.test('every object of options that an entry exports is in the reference', t => {
  const names = new Set(sources(/^index\.ts$|\/index\.ts$/).flatMap(source =>
    [...source.matchAll(/\b\w+Options\b/g)].map(([name]) => name)))
  t.ok(names.size > 15)
  for (const name of names) {
    if (!IN_REPLIES.includes(name)) t.match(reference, new RegExp(`### ${name}\n|\`${name}( \\\\\\| false)?\``), name)
  }
  t.end()
})

t.test('every schema of options is in the reference', t => {
  const titles = sources(/\.ts$/).flatMap(source =>
    [...source.matchAll(/optionsSchema<\w+>\([^]*?\btitle: '(\w+)'/g)].map(([, title]) => String(title)))
  t.ok(titles.length > 15)
  for (const title of titles) t.match(reference, new RegExp(`### ${title}\n|\`${title}( \\\\\\| false)?\``), title)
  t.end()
})

t.test('docstrings tell the defaults of the schemas', t => {
  const UNITS: Record<string, number> = { minutes: 60_000, MiB: 2 ** 20 }
  const schemas = new Map<string, TSchema>()
  const collect = (schema: TSchema): void => {
    schemas.set(schema.title as string, schema)
    for (const { options } of Object.values<TSchema>(schema.properties)) if (options !== undefined) collect(options)
  }
  for (const [, ofEntry] of ENTRIES) ofEntry.forEach(collect)
  let told = 0
  for (const source of sources(/\.ts$/)) {
    for (const [, title = '', body = ''] of source.matchAll(/^export interface (\w+)[^{]*{\n([^]*?)^}/gm)) {
      const docstrings = body.matchAll(/Default: (\d+)(?: (\w+))?(?:(?!\*\/)[^])*\*\/\s+(?:readonly )?(\w+)\??:/g)
      for (const [, number, unit = '', name = ''] of docstrings) {
        const value = schemas.get(title)?.properties[name]?.default
        if (typeof value !== 'number') continue
        told++
        t.equal(Number(number) * (UNITS[unit] ?? 1), value, `${title}.${name}`)
      }
    }
  }
  t.ok(told >= 10, `${told} defaults`)
  t.end()
})

function sources (wanted: RegExp): string[] {
  const folder = new URL('lib/', repository)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => wanted.test(name))
    .map(name => readFileSync(new URL(name, folder), 'utf8'))
}
