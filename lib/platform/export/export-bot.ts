import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { loadBotFile } from '../bot-file/load.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { Exported } from './exported.ts'
import { toCsv } from './to-csv.ts'
import { toDataset } from './to-dataset.ts'
import { toDialogflow } from './to-dialogflow.ts'
import { toRasa } from './to-rasa.ts'

/** The formats that a bot file can be exported to. */
export const EXPORT_FORMATS = ['csv', 'dataset', 'rasa', 'dialogflow'] as const
/** A format that a bot file can be exported to. */
export type ExportFormat = typeof EXPORT_FORMATS[number]

/**
 * Gives the training data of a bot in another form: its intents with expressions, and its entities. Skills are no
 * training data.
 *
 * @param bot path or file URL of a bot file, or what it says
 * @param to `csv` and `dataset` are the platform's own, `rasa` is for Rasa 3, `dialogflow` for Dialogflow ES
 * @throws FST_BOT_FILE_INVALID, FST_BOT_FILE_UNREADABLE, FST_BOT_OPTION_INVALID
 * @example
 * const { files, lost } = await exportBot('bot.yml', 'dataset')
 * for (const { path, text } of files) await writeFile(path, text)
 */
export async function exportBot (bot: string | URL | BotFile, to: ExportFormat): Promise<Exported> {
  const { bot: loaded } = await loadBotFile(bot)
  switch (to) {
    case 'csv': return toCsv(loaded)
    case 'dataset': return toDataset(loaded)
    case 'rasa': return await toRasa(loaded)
    case 'dialogflow': return toDialogflow(loaded)
    default: throw new FST_BOT_OPTION_INVALID('to', `must be one of ${EXPORT_FORMATS.join(', ')}`)
  }
}
