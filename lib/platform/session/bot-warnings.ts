import { formatIssue, type BotFileIssue } from '../bot-file/bot-file-issue.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { baseOf } from '../engine/language.ts'
import { languagesWithoutPack } from '../nlu/library.ts'

/** What a bot will not do that its file says, for people: one line each. */
export async function botWarnings ({ bot: { languages }, warnings }: {
  bot: BotFile, warnings: readonly BotFileIssue[]
}): Promise<string[]> {
  const without = await languagesWithoutPack(languages)
  return [
    ...warnings.map(formatIssue),
    ...without.map(language => `${language}: sentences are compared word by word, without forms of words; if there ` +
      `is a package @nlpjs/lang-${baseOf(language)}, install it`)
  ]
}
