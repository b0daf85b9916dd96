import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { FST_BOT_FILE_UNREADABLE } from '../../errors.ts'
import { checkMeaning } from './check-meaning.ts'
import { checkShape } from './check-shape.ts'
import { readDocument } from './document.ts'
import { createInvalidBotFileError, type BotFileIssue } from './bot-file-issue.ts'
import { BotFileSchema, type BotFile } from './schema.ts'

/**
 * All mistakes of a bot file, in the order of its lines. @param file its name, for the mistakes
 *
 * @example
 * const issues = await checkBotFile(await readFile('bot.yml', 'utf8'), 'bot.yml')
 */
export async function checkBotFile (source: string, file: string): Promise<BotFileIssue[]> {
  return (await read(source, file)).mistakes.filter(({ severity }) => severity !== 'warning')
}

/**
 * Reads a bot file, YAML or JSON, or takes what it says as an object.
 *
 * @throws FST_BOT_FILE_UNREADABLE when the file cannot be read
 * @throws FST_BOT_FILE_INVALID with all its `mistakes`; those of an object are told by the lines of its JSON
 *
 * @example
 * const { bot, warnings } = await loadBotFile('bot.yml')
 */
export async function loadBotFile (bot: string | URL | BotFile): Promise<{
  file: string, bot: BotFile, warnings: BotFileIssue[]
}> {
  const file = bot instanceof URL ? fileURLToPath(bot) : typeof bot === 'string' ? bot : 'bot'
  const source = typeof bot === 'string' || bot instanceof URL ? await readSource(file) : JSON.stringify(bot, null, 2)
  const { mistakes: issues, value } = await read(source, file)
  const mistakes = issues.filter(({ severity }) => severity !== 'warning')
  if (mistakes.length > 0) throw createInvalidBotFileError(mistakes)
  return { file, bot: value as BotFile, warnings: issues.filter(({ severity }) => severity === 'warning') }
}

async function read (source: string, file: string): Promise<{ mistakes: BotFileIssue[], value: unknown }> {
  const { root, mistakes, report } = await readDocument(source, file)
  if (root !== undefined) {
    checkShape(BotFileSchema, root, report)
    await checkMeaning(root, report)
  }
  return { mistakes: mistakes.sort((a, b) => a.line - b.line || a.column - b.column), value: root?.value }
}

async function readSource (file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new FST_BOT_FILE_UNREADABLE(file, code === 'ENOENT' ? 'there is no such file' : message)
  }
}
