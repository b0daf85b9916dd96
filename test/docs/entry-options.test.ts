import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { repository } from '../support/repository.ts'

// The options that have no schema, of all entries of the package, by their types and docstrings.

const root = fileURLToPath(repository)
const page = new URL('docs/reference/entry-options.md', repository)
const WITH_SCHEMA = ['BotWebhookOptions', 'SkillOptions', 'ActionOptions', 'JwtOptions'] // in options.md

const manifest: { name: string, exports: Record<string, { types?: string }> } =
  JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const entries = Object.entries(manifest.exports)
  .flatMap(([entry, { types }]) => types === undefined
    ? []
    : [[entry.replace(/^\./, manifest.name), types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts')] as const])
const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config, ts.sys, root
)
const program = ts.createProgram(entries.map(([, file]) => root + file), { ...config.options, noEmit: true })
const checker = program.getTypeChecker()
const printer = ts.createPrinter({ removeComments: true })
const undescribed: string[] = []

/** The types of options that an entry exports. */
function optionsOf (file: string): ts.Symbol[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(root + file) as ts.SourceFile) as ts.Symbol
  return checker.getExportsOfModule(module)
    .filter(({ name }) => name.endsWith('Options') && !WITH_SCHEMA.includes(name))
    .map(exported => exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported)
}

function renderTable (options: ts.Symbol): string {
  const rows = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(options)).map(property => {
    const text = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, ' ')
    if (text === '') undescribed.push(`${options.name}.${property.name}`)
    const isRequired = (property.flags & ts.SymbolFlags.Optional) === 0 && !text.includes('Required')
    return `| \`${property.name}\` | ${codeOf(typeOf(property))} | ${escape(text)}${isRequired ? ' Required.' : ''} |`
  })
  const description = ts.displayPartsToString(options.getDocumentationComment(checker)).replace(/\s+/g, ' ')
  return [
    `### ${options.name}`, '', description, '', '| option | type | what |', '| --- | --- | --- |', ...rows
  ].join('\n')
}

function typeOf (property: ts.Symbol): string {
  const { type } = property.declarations?.[0] as ts.PropertySignature
  if (type === undefined) throw new Error(`${property.name} has no type of its own`)
  return printer.printNode(ts.EmitHint.Unspecified, type, type.getSourceFile()).replace(/\s+/g, ' ')
}

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
const codeOf = (type: string): string => `\`${type.replaceAll('|', '\\|')}\``

t.test('the reference has all options of all entries', async t => {
  const shown = new Set<ts.Symbol>()
  const sections = entries.flatMap(([entry, file]) => {
    const tables = optionsOf(file).filter(options => !shown.has(options)).map(options => {
      shown.add(options)
      return renderTable(options)
    })
    return tables.length === 0 ? [] : [`## ${entry}`, ...tables]
  })
  const expected = `${[
    '# Options of the entries',
    'Made from the types by `npm run docs:reference`. [Options](options.md) has those of the bot and its handlers.',
    ...sections
  ].join('\n\n')}\n`
  if (process.env.WRITE_REFERENCE !== undefined) await writeFile(page, expected)
  t.equal(await readFile(page, 'utf8'), expected, 'run `npm run docs:reference` and commit the result')
  t.ok(shown.size > 5)
})

t.test('every option says what it is for', t => {
  t.strictSame(undescribed, [])
  t.end()
})
