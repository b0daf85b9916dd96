import { fileURLToPath } from 'node:url'
import t from 'tap'
import { check } from '../lib/check/index.ts'
import { found, onlyFound, toldOf } from './zoo/found.ts'
import { run, type Command } from './program.ts'

const fileOf = (name: string): string => fileURLToPath(new URL(`zoo/${name}`, import.meta.url))

const python: Command = () => ['/usr/bin/python3', fileOf('webhook.py')]
const ruby: Command = () => ['ruby', fileOf('webhook.rb')]
const php: Command = port => ['php', '-S', `127.0.0.1:${port}`, fileOf('webhook.php')]

/** Each class of the programs, and the rule that it breaks, with one that it may break besides. */
const animals: Array<[command: Command, name: string, rule: string, also?: string]> = [
  [python, 'SureOfAnEntity', 'input-entity-missing'],
  [python, 'SqlByFormatting', 'leak-sql'],
  [python, 'TracebackAsReply', 'leak-stack'],
  [python, 'PrintsItsDictionary', 'answer-json'],
  [python, 'MemoryInAModule', 'memory-mixed'],
  [python, 'LooksForThePortion', 'auth-wrong'],
  [python, 'RecursionIsA500', 'body-deep'],
  [python, 'DiesOfMalformedJson', 'answer-alive', 'body-malformed'],
  [python, 'LosesMemoryWhenItAddsToIt', 'memory-lost'],

  [ruby, 'SureOfAnEntity', 'input-entity-missing'],
  [ruby, 'BacktraceAsReply', 'leak-stack'],
  [ruby, 'PrintsItsHash', 'answer-json'],
  [ruby, 'GlobalVariable', 'memory-mixed'],
  [ruby, 'NestingIsA500', 'body-deep'],
  [ruby, 'MalformedIsA500', 'body-malformed'],
  [ruby, 'EmptyMemory', 'memory-emptied'],
  [ruby, 'ContentIsAHash', 'reply-text-not-string'],
  [ruby, 'BeginningOfTheToken', 'auth-wrong'],
  [ruby, 'ParsesReports', 'errors-anything'],

  [php, 'WarningsInTheAnswer', 'input-entity-missing', 'leak-stack'],
  [php, 'FatalErrorIsA500', 'input-entity-missing'],
  [php, 'ObjectsBecomeArrays', 'memory-changed', 'shape-memory-not-object'],
  [php, 'EncodesTwice', 'answer-string'],
  [php, 'ReadsForms', 'answer-status'],
  [php, 'ByteOrderMark', 'answer-utf8'],
  [php, 'CutsCharactersInHalf', 'input-unicode'],
  [php, 'SaysItIsHtml', 'answer-media-type'],
  [php, 'ComparesAsFarAsItGoes', 'auth-wrong']
]

const token = 'Bearer a-long-token-of-the-bot'
t.jobs = 3

for (const [command, name, rule, also] of animals) {
  t.test(`${command.name}: ${name}`, { buffered: true }, async t => {
    const { url, printed } = await run(t, command, { ZOO: name, TOKEN: token })
    const report = await check({ url, seed: 1, headers: { authorization: token } })
    onlyFound(t, report, rule, also === undefined ? [] : [also], printed())
  })
}

for (const command of [python, ruby, php]) {
  t.test(`${command.name}: Healthy`, { buffered: true }, async t => {
    const { url, printed } = await run(t, command, { ZOO: 'Healthy', TOKEN: token })
    const report = await check({ url, headers: { authorization: token } })
    t.strictSame(found(report), [], `${toldOf(report)}\n${printed()}`)
    t.equal(report.ended, 'complete')
  })
}
