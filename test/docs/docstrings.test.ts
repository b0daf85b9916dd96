import t from 'tap'
import ts from 'typescript'
import { root } from '../support/repository.ts'

const entries = [
  'lib/index.ts', 'schemas/index.ts', 'lib/platform/index.ts', 'lib/platform/api/index.ts', 'lib/testing/index.ts',
  'lib/playground/index.ts', 'lib/check/index.ts', 'lib/durable/index.ts'
]

const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config, ts.sys, root
)
const program = ts.createProgram(entries.map(entry => root + entry), { ...config.options, noEmit: true })
const checker = program.getTypeChecker()

for (const entry of entries) {
  t.test(`${entry}: every export has a docstring, and every function an example`, t => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(root + entry) as ts.SourceFile) as ts.Symbol
    const missing: string[] = []
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const text = ts.displayPartsToString(symbol.getDocumentationComment(checker))
      // of error codes, which the manual describes
      const isNamespace = (symbol.flags & ts.SymbolFlags.ValueModule) !== 0
      if (text.trim() === '' && !isNamespace) missing.push(`${exported.name}: no docstring`)
      const isFunction = (symbol.flags & ts.SymbolFlags.Function) !== 0
      const hasExample = symbol.getJsDocTags(checker).some(({ name }) => name === 'example')
      if (isFunction && !hasExample) missing.push(`${exported.name}: no @example`)
    }
    t.strictSame(missing, [])
    t.end()
  })
}
