import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customOption, optionsSchema } from '../../shared/options/option.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { createDraft, type BotDraft } from './draft.ts'
import { readCsvRows } from './formats/csv.ts'
import { readQna } from './formats/qna.ts'
import { normalizeLanguage, putGivenLanguageFirst, standardLanguage } from './language.ts'
import { MAX_IMPORT_BYTES } from './limits.ts'
import { readBytes } from './read-bytes.ts'
import { readCsv } from './read-csv.ts'
import { readFolder } from './read-folder.ts'
import { readJsonFile } from './read-json-file.ts'
import { readJson } from './read-json.ts'
import { readText } from './read-text.ts'
import { readZip } from './read-zip.ts'
import { repair } from './repair.ts'
import { ImportReport, type ImportItem } from './report.ts'
import { createBotExport, type BotExport } from './skills/bot-export.ts'
import { convertSkills } from './skills/convert-skills.ts'
import type { SourceFile } from './source-file.ts'
import { toBotFile } from './to-bot-file.ts'
import { toYaml } from './to-yaml.ts'
import { isUnreadable, unreadable, type Unreadable } from './unreadable.ts'
import { fieldsOf, listOf, slugOf, textOf } from './values.ts'

/** Options of an import. */
export interface ImportOptions {
  /**
   * The language of what does not say its own, and the default language of the bot. Default: the first that the input
   * names, or else English.
   */
  language?: string
}

export const importOptionsSchema = optionsSchema<ImportOptions>({
  language: customOption<string>(isLanguage, {
    description: 'The language of what does not say its own, and the default language of the bot.',
    typeName: 'string',
    expected: "an ISO code such as 'en' or 'pt-BR'",
    defaultText: 'the first that the input names, or else en'
  })
}, { title: 'ImportOptions', description: 'Options of `importBot`.' })

/** An imported bot. */
export interface BotImport {
  readonly bot: BotFile
  /** The text of the bot file, with comments where a hand is needed. */
  readonly yaml: string
  /** What is in the bot file. */
  readonly counts: ImportCounts
  /** What happened to items of the input, other than that they were taken. */
  readonly items: readonly ImportItem[]
}

/** How many of each were imported. */
export interface ImportCounts {
  readonly intents: number
  readonly expressions: number
  readonly entities: number
  /** Values that the input lists for its entities, in all languages. */
  readonly synonyms: number
  readonly skills: number
}

/**
 * Makes a bot file of what people own from the platform: an export, as zip or unpacked, a dataset in any of its JSON
 * forms, or a CSV with expressions, values, or questions and answers. Trained models in it are never looked at.
 *
 * @param input path or file URL of a zip, a folder, a JSON or a CSV
 * @throws FST_BOT_IMPORT_UNREADABLE with the file and place of what is wrong
 * @throws FST_BOT_PACKAGE_MISSING when a package for the format is not installed
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 * @example
 * const { yaml, items } = await importBot('export.zip')
 * await writeFile('bot.yml', yaml)
 * for (const { kind, source, message } of items) console.log(kind, source, message)
 */
export async function importBot (input: string | URL, options: ImportOptions = {}): Promise<BotImport> {
  const { language } = readOptions(importOptionsSchema, options)
  const path = input instanceof URL ? fileURLToPath(input) : input
  const report = new ImportReport()
  const draft = createDraft(report, language === undefined ? undefined : normalizeLanguage(language))
  await takeFiles(await readInput(path, report), path, draft)
  if (draft.repeats > 0) {
    report.note(basename(path), `${draft.repeats} expressions and values are there more than once: each is taken once`)
  }
  const bot = await repair(toBotFile(draft, slugOf(nameOf(path)) || 'bot'), draft)
  return { bot, yaml: await toYaml(bot, draft.comments), counts: countsOf(bot, draft), items: report.items }
}

function isLanguage (value: unknown): boolean {
  return typeof value === 'string' && normalizeLanguage(value) !== undefined
}

async function readInput (path: string, report: ImportReport): Promise<SourceFile[]> {
  const { size, isFolder } = await stat(path).then(
    stats => ({ size: stats.size, isFolder: stats.isDirectory() }),
    ({ code, message }: NodeJS.ErrnoException) => {
      throw unreadable(path,
        code === 'ENOENT' ? 'there is no such file or folder' : message)
    }
  )
  if (isFolder) return await readFolder(path, report)
  if (size > MAX_IMPORT_BYTES) {
    throw unreadable(path, `it has ${Math.round(size / 1024 / 1024)} MB, and at most ` +
    `${MAX_IMPORT_BYTES / 1024 / 1024} are read: it is no export of a bot`)
  }
  const bytes = await readBytes(path, path)
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return await readZip(bytes, basename(path), report)
  return [{ path: basename(path), content: bytes }]
}

async function takeFiles (files: readonly SourceFile[], input: string, draft: BotDraft): Promise<void> {
  if (files.length === 0) {
    throw unreadable(input,
      'there is no JSON and no CSV in it: give an export of a bot, its folder, a dataset or a CSV')
  }
  const parts = createBotExport()
  const broken: Unreadable[] = []
  let known = 0
  for (const file of files) {
    try {
      if (await takeFile(file, draft, parts, files.length === 1)) known++
    } catch (error) {
      if (!isUnreadable(error) || files.length === 1) throw error
      broken.push(error)
      draft.report.lost(error.place, `the file is left out: ${error.reason}`)
    }
  }
  if (known === 0) {
    const [first] = broken
    throw unreadable(input, first === undefined
      ? 'none of its files is part of an export, a dataset or training data'
      : `none of its files can be read, the first one for this: ${first.message}`)
  }
  addMessageLanguages(parts, draft)
  for (const { fields, source } of parts.answers) readQna(fields, source, draft)
  if (draft.languages.size === 0) draft.languages.add(standardLanguage(draft))
  putGivenLanguageFirst(draft, basename(input))
  convertSkills(parts, draft)
}

/** @param alone whether it must be something that is known */
async function takeFile (file: SourceFile, draft: BotDraft, parts: BotExport, alone: boolean): Promise<boolean> {
  const { path, content } = file
  if (content instanceof Error) throw content
  const text = readText(content, path, draft.report)
  const name = /^[\p{L}\p{N}_-]+$/u.test(nameOf(path)) ? nameOf(path) : slugOf(nameOf(path)) || 'import'
  if (extname(path).toLowerCase() === '.csv') {
    readCsvRows(await readCsv(text, path), path, draft, name)
    return true
  }
  if (extname(path).toLowerCase() !== '.json' &&
    !/^\s*[[{]/.test(text)) throw unreadable(path, 'it is neither zip, JSON nor CSV: give its name the right ending')
  if (readJsonFile(readJson(text, path, draft.report), path, draft, parts, name)) return true
  if (alone) {
    throw unreadable(path, 'it is JSON, but no dataset, no part of an export and no training data: it has ' +
    'none of intents, entities, expressions, gazettes, bot_versions')
  }
  draft.report.lost(path, 'the file is no known part of an export: left out')
  return false
}

/** Languages that a bot has messages in, besides those of its expressions. */
function addMessageLanguages ({ dialogs }: BotExport, draft: BotDraft): void {
  const collect = (value: unknown): void => {
    for (const message of listOf(fieldsOf(value).message)) {
      const written = textOf(fieldsOf(message).language) ?? ''
      draft.languages.add(normalizeLanguage(written) ?? standardLanguage(draft))
    }
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  for (const { fields } of dialogs) collect(fields)
}

function nameOf (path: string): string {
  return basename(path).replace(/\.(?:zip|json|csv)$/i, '')
}

function countsOf ({ intents = {}, entities = {}, skills }: BotFile, { listedValues }: BotDraft): ImportCounts {
  return {
    intents: Object.keys(intents).length,
    expressions: Object.values(intents).reduce((sum, { expressions }) =>
      sum + Object.values(expressions).reduce((sum, list) => sum + list.length, 0), 0),
    entities: Object.keys(entities).length,
    synonyms: listedValues,
    skills: Object.keys(skills).length
  }
}
