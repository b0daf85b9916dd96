import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { root } from '../support/repository.ts'

/** Names that stand for something else than what they say, and what it is called. */
const NAMES: Record<string, string> = {
  Taken: 'TurnResult',
  Taking: 'ReportContext',
  takeTurn: 'runTurn',
  TurnTaker: 'TurnRunner',
  TurnRules: 'TurnPolicy',
  LiveTurn: 'RequestTurn',
  Given: 'CachedResponse',
  answersInMemory: 'createMemoryDedupeStore',
  answersInStore: 'PostgresDedupeStore',
  ledger: 'the store, or the results',
  Ledger: 'the store, or the results',
  seams: 'internals',
  seamsOf: 'internalsOf',
  rulesOf: 'policyOf',
  sayings: 'replies',
  stranger: 'unknownName',
  cure: 'hint',
  insider: 'nothing: the dispatcher is called',
  misfit: 'mismatch',
  unkeepable: 'findUnsafeValue',
  unwritable: 'findNonSerializable',
  oneHost: 'rejectMultipleHosts',
  spellings: 'pathVariants',
  closeAfter: 'closeConnection',
  verifyCaller: 'authenticate',
  slips: 'authoring rules, or mistakes',
  misplaced: 'wrongPlaceRules',
  mail: 'jobQueue',
  seal: 'encode',
  Desk: 'a context',
  desk: 'a context',
  errand: 'job',
  jobber: 'jobRuntime',
  deliverer: 'processPush',
  successor: 'processTakeover',
  insist: 'retryUntilAborted',
  givenUp: 'toDeadLetter, or timedOut',
  orphans: 'requeueStalled',
  tidy: 'deleteExpired',
  recount: 'updateCounters',
  upkeep: 'maintenance',
  intake: 'ingest',
  Told: 'Observation',
  Tried: 'Attempt',
  LifeSign: 'HealthCheck',
  makeSure: 'confirm',
  zoo: 'fixtures',
  animals: 'faultyWebhooks',
  Animal: 'FaultyWebhook',
  odd: 'unusual',
  siege: 'attack',
  contest: 'compareTimings',
  onStale: 'onInvalidMemory',
  Outcome: 'HandlerResult, or the result of what',
  Later: 'JobContext',
  ObservedTurn: 'TurnTrace',
  LikelyIntent: 'IntentMatch',
  EntityNamed: 'EntityOf',
  Delayed: 'MessageOptions',
  Formatted: 'TextOptions',
  Repaired: 'RepairResult',
  degrade: 'toPlainText',
  Era: 'protocolVersion',
  era: 'protocolVersion',
  Understood: 'NluOverride',
  Patience: 'WaitOptions',
  patience: 'timeoutMs',
  Arrived: 'PushedMessages',
  Mistake: 'BotFileIssue',
  Opening: 'InitialState',
  pressable: 'clickableButtons',
  complain: 'printProblem',
  remark: 'printNote',
  says: 'description, or answerWith',
  PATIENCE: 'a name with its unit: TIMEOUT_MS',
  PAUSE: 'a name with its unit: PAUSE_MS',
  MOST: 'a name with its unit: MAX_BYTES',
  LONGEST: 'a name with its unit: MAX_CHARS',
  KEPT: 'what is kept'
}

/** Parts of names, and words of texts, that are left nowhere. */
const WORDS = /apolog|insider|unkeepable|holding ?words|memory_stale|onstale|deadline_code|bot_deadline/i

/** Phrases of comments and pages. */
const PHRASES = /\bhears? of\b|\bit is told\b|\bnothing but\b|\bnone of it\b/i

const files = ['lib', 'schemas', 'examples', 'test', 'docs'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:ts|js|md)$/.test(name) && !/(?:^|\/)(?:node_modules|site)\//.test(name))
    .map(name => join(folder, name)))
  .concat('README.md')
  .filter(name => name !== 'test/package/names.test.ts')

t.test('things are called what they are in the field', t => {
  for (const file of files.filter(name => /\.[tj]s$/.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
    const wrong = new Set<string>()
    const look = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && Object.hasOwn(NAMES, node.text)) wrong.add(node.text)
      ts.forEachChild(node, look)
    }
    look(source)
    t.strictSame([...wrong].map(name => `${name}: say ${NAMES[name]}`), [], file)
  }
  t.ok(files.length > 500)
  t.end()
})

t.test('words that were given up are left nowhere', t => {
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    const of = file.startsWith('test/') ? [WORDS] : [WORDS, PHRASES]
    const wrong = lines.flatMap((line, index) => of.some(words => words.test(line)) ? [`${index + 1}: ${line}`] : [])
    t.strictSame(wrong, [], file)
  }
  t.end()
})
