import t from 'tap'
import { describeMissingPackage } from '../../lib/cli/needed-packages.ts'
import { packageMissing } from '../../lib/shared/optional-package.ts'

const missingYaml = packageMissing('yaml', { what: 'reading a bot file', packages: ['yaml'], production: false })
const missingLit = packageMissing('lit-html', { what: 'the playground', packages: ['lit-html'], production: false })

t.test('all packages that a command needs are told at once, with one command that installs them', t => {
  const nothing = (): boolean => false
  t.equal(describeMissingPackage(missingYaml, ['dev', 'bot.js', 'bot.yml'], nothing),
    'yaml, @nlpjs/core, @nlpjs/nlp, @microsoft/recognizers-text-suite, @dagrejs/dagre, lit-html, marked are not ' +
    'installed, and bot-webhook dev needs them: npm install --save-dev yaml@2 @nlpjs/core@4 @nlpjs/nlp@4 ' +
    '@microsoft/recognizers-text-suite@1 @dagrejs/dagre@3 lit-html@3 marked@18')
  t.match(describeMissingPackage(missingLit, ['play', 'http://127.0.0.1:5000'], nothing),
    /^@dagrejs\/dagre, lit-html, marked are not installed/, 'a URL needs nothing of a bot file')
  t.match(describeMissingPackage(missingYaml, ['serve', 'bot.yml'], nothing), /npm install --save yaml@2 .*cors@11/)
  t.end()
})

t.test('one package that is missing, and what is missing for something else, are told as they are', t => {
  const allBut = (missing: string) => (name: string): boolean => name !== missing
  t.equal(describeMissingPackage(missingYaml, ['chat', 'bot.yml'], allBut('yaml')), missingYaml.message)
  t.equal(describeMissingPackage(missingYaml, ['import', 'bot.zip'], () => false), missingYaml.message)
  t.equal(describeMissingPackage(missingYaml, [], () => false), missingYaml.message)
  const jose = packageMissing('jose', { what: 'jwt()', packages: ['jose'], production: true })
  t.equal(describeMissingPackage(jose, ['dev', 'bot.js'], () => false), jose.message)
  t.equal(describeMissingPackage(new Error('other'), ['dev'], () => false), 'other')
  t.end()
})
