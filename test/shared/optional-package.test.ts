import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { checkVersion, importOptionalPackage } from '../../lib/shared/optional-package.ts'

const use = { what: 'the playground', packages: ['lit-html', 'marked'], production: false }

/** Where a version of a package is installed. @returns the address of a file that would import it */
function installed (t: Test, name: string, version: string): string {
  return pathToFileURL(
    `${t.testdir({ node_modules: { [name]: { 'package.json': JSON.stringify({ name, version }) } } })}/main.js`
  ).href
}

t.test('a version that is too old or too new is told, with what is needed and the command that installs it', t => {
  t.throws(() => checkVersion('marked', use, installed(t, 'marked', '15.0.12')), {
    code: 'FST_BOT_PACKAGE_UNSUPPORTED',
    message: 'marked 15.0.12 is installed, and the playground needs 18.0.0 or a later 18: npm install --save-dev ' +
      'lit-html@3 marked@18'
  })
  for (const [name, version] of [['lit-html', '2.8.0'], ['lit-html', '3.2.9'], ['lit-html', '4.0.0'], [
    'jose', '6.1.99'
  ], ['pg', '8.23.0'], ['@electric-sql/pglite', '0.6.0'], ['@electric-sql/pglite', '0.5.15']] as const) {
    t.throws(() => checkVersion(name, use, installed(t, name, version)), { code: 'FST_BOT_PACKAGE_UNSUPPORTED' },
      `${name} ${version}`)
  }
  t.end()
})

t.test('the oldest version that is needed is taken, and so is each later one of its kind', t => {
  for (const [name, version] of [['lit-html', '3.3.0'], ['lit-html', '3.10.0'], [
    'pg', '8.23.1'
  ], ['pg', '8.24.0-beta.1'], ['@electric-sql/pglite', '0.5.17'], ['@nlpjs/lang-fr', '4.26.1']] as const) {
    t.doesNotThrow(() => checkVersion(name, use, installed(t, name, version)), `${name} ${version}`)
  }
  t.doesNotThrow(() => checkVersion('jose', use, pathToFileURL('/nowhere/main.js').href),
    'what is not found is for the import to tell')
  t.end()
})

t.test('a package that is not there is told, with a command that says whether production needs it', async t => {
  const load = async (name: string) => { throw new Error(`Cannot find package '${name}'`) }
  await t.rejects(importOptionalPackage('jose', { what: 'jwt()', packages: ['jose'], production: true }, load), {
    code: 'FST_BOT_PACKAGE_MISSING', message: 'jose is not installed, and jwt() needs it: npm install --save jose@6'
  })
  await t.rejects(importOptionalPackage('yaml', { what: 'reading a bot file', packages: ['yaml'], production: false },
    load), { message: /npm install --save-dev yaml@2$/ })
  await t.rejects(importOptionalPackage('yaml', use, async () => { throw new Error('broken') }), { message: 'broken' },
    'what it throws itself is its own')
})
