import { fileURLToPath } from 'node:url'
import type { Command } from '../program.ts'

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const python: Command = () => ['/usr/bin/python3', fileOf('webhook.py')]
const ruby: Command = () => ['ruby', fileOf('webhook.rb')]
const php: Command = port => ['php', '-S', `127.0.0.1:${port}`, fileOf('webhook.php')]

/** Each class of the programs, and the rule that it breaks, with one that it may break besides. The healthy ones break what their servers break. */
export const programs: ReadonlyArray<[command: Command, name: string, rule: string, also?: string]> = [
  [python, 'Healthy', 'advice-version'],
  [python, 'SureOfAnEntity', 'input-entity-missing'],
  [python, 'SplitsNames', 'input-entity-nulls'],
  [python, 'KeepsSentencesInAColumn', 'input-text-long'],
  [python, 'SqlByFormatting', 'leak-sql'],
  [python, 'TracebackAsReply', 'leak-stack'],
  [python, 'PrintsItsDictionary', 'answer-json'],
  [python, 'MemoryInAModule', 'memory-mixed'],
  [python, 'LooksForThePortion', 'auth-wrong'],
  [python, 'HasNoLimit', 'body-huge'],
  [python, 'RecursionIsA500', 'body-deep'],
  [python, 'AnswersWithANumber', 'reply-text-not-string'],
  [python, 'LooksAtTheFirstByte', 'body-empty'],
  [python, 'DiesOfMalformedJson', 'answer-alive', 'body-malformed'],
  [python, 'LosesMemoryWhenItAddsToIt', 'memory-lost'],

  [ruby, 'Healthy', 'advice-version'],
  [ruby, 'SureOfAnEntity', 'input-entity-missing'],
  [ruby, 'SkillsAreMethods', 'input-skill-null'],
  [ruby, 'BacktraceAsReply', 'leak-stack'],
  [ruby, 'PrintsItsHash', 'answer-json'],
  [ruby, 'GlobalVariable', 'memory-mixed'],
  [ruby, 'NestingIsA500', 'body-deep'],
  [ruby, 'NestsWithoutEnd', 'body-deep'],
  [ruby, 'MalformedIsA500', 'body-malformed'],
  [ruby, 'EmptyMemory', 'memory-emptied'],
  [ruby, 'ContentIsAHash', 'reply-text-not-string'],
  [ruby, 'FindsNothing', 'reply-content-missing'],
  [ruby, 'BeginningOfTheToken', 'auth-wrong'],
  [ruby, 'ParsesReports', 'errors-anything'],

  [php, 'Healthy', 'advice-version'],
  [php, 'WarningsInTheAnswer', 'input-entity-missing', 'leak-stack'],
  [php, 'FatalErrorIsA500', 'input-entity-missing'],
  [php, 'ObjectsBecomeArrays', 'memory-changed', 'shape-memory-not-object'],
  [php, 'FiltersItsReplies', 'shape-replies-not-list'],
  [php, 'DecodesSixteenLevels', 'input-memory-deep'],
  [php, 'EncodesTwice', 'answer-string'],
  [php, 'ReadsWhateverComes', 'body-media-type'],
  [php, 'ReadsForms', 'answer-status'],
  [php, 'ByteOrderMark', 'answer-utf8'],
  [php, 'CutsCharactersInHalf', 'input-unicode'],
  [php, 'SaysItIsHtml', 'answer-media-type'],
  [php, 'ComparesAsFarAsItGoes', 'auth-wrong']
]
