import { readFile, writeFile } from 'node:fs/promises'
import t from 'tap'
import { jwtOptionsSchema } from '../../lib/auth/jwt-options.ts'
import { actionOptionsSchema, skillOptionsSchema } from '../../lib/bot/handler-options.ts'
import { botOptionsSchema } from '../../lib/bot/options.ts'
import { renderOptionsTable } from '../support/options-table.ts'
import { repository } from '../support/repository.ts'

const file = new URL('docs/reference/options.md', repository)

t.test('the reference of options is made from their schemas', async t => {
  const sections = [botOptionsSchema, skillOptionsSchema, actionOptionsSchema, jwtOptionsSchema].map(renderOptionsTable)
  const expected = '# Options\n\nMade from the schemas of the options by `npm run docs:reference`.\n\n' +
    `${sections.join('\n\n')}\n`
  if (process.env.WRITE_REFERENCE !== undefined) await writeFile(file, expected)
  t.equal(await readFile(file, 'utf8'), expected, 'run `npm run docs:reference` and commit the result')
})

t.test('every option has a description and says what it must be', t => {
  for (const schema of [botOptionsSchema, skillOptionsSchema, actionOptionsSchema, jwtOptionsSchema]) {
    for (const [
      name, { description, default: value, defaultText, expected, type }
    ] of Object.entries<Record<string, unknown>>(schema.properties)) {
      t.ok(description && (expected || type), `${schema.title}.${name}`)
      t.notOk(value !== undefined && defaultText !== undefined, `${name} has one default`)
    }
  }
  t.end()
})
