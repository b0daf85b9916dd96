import { randomUUID } from 'node:crypto'
import type { Nlp } from '../../../schemas/nlp.ts'
import { loadBotFile } from '../../builder/bot-file/load.ts'
import type { BotFile } from '../../builder/bot-file/schema.ts'
import { configureCalls } from '../../builder/calls/configure.ts'
import { turn } from '../../builder/engine/turn.ts'
import type { Input } from '../../builder/input.ts'
import { createNlu } from '../../builder/nlu/nlu.ts'
import type { LogEntry, TurnResult } from '../../builder/records.ts'
import type { SessionOptions } from '../../builder/session-types.ts'
import type { ConversationState } from '../../builder/state.ts'

/** How a bot is loaded and calls its webhooks. */
export type BotOptions = Pick<SessionOptions, 'url' | 'errorsUrl' | 'headers' | 'era' | 'timeout' | 'env' | 'transport'> & { bot: string | URL | BotFile }

/** A bot with one trained NLU, for any number of conversations. */
export interface ServedBot {
  /** What the bot file says, with `${NAME}` as it was written. */
  readonly file: BotFile
  /** Takes one turn. Changes nothing that it is given. Credentials are masked in what it returns. */
  readonly takeTurn: (state: ConversationState, input: Input) => Promise<Omit<TurnResult, 'calls'>>
  /** @param language of the sentence; null to find out */
  readonly analyse: (sentence: string, language: string | null) => Promise<Nlp>
}

/**
 * Reads a bot file and trains its NLU, once.
 *
 * @throws FST_BOT_FILE_INVALID, FST_BOT_FILE_UNREADABLE, FST_BOT_PACKAGE_MISSING, FST_BOT_OPTION_INVALID
 */
export async function loadServedBot ({ bot: given, era, ...options }: BotOptions): Promise<ServedBot> {
  const { bot: file } = await loadBotFile(given)
  const { call, mask, bot, reports } = configureCalls(file, options)
  const filled = bot as BotFile
  const outside = { call, now: Date.now, uuid: randomUUID, reports, era: era ?? filled.webhook?.era }
  const analyse = await createNlu(filled, outside)
  const effects = { ...outside, analyse }
  return {
    file,
    analyse,
    async takeTurn (state, input) {
      const { logs, calls, ...result } = await turn(filled, state, input, effects)
      return { ...result, logs: mask.deep<readonly LogEntry[]>(logs) }
    }
  }
}
