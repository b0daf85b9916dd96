import { randomUUID } from 'node:crypto'
import type { Nlp } from '../../../schemas/nlp.ts'
import { loadBotFile } from '../bot-file/load.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { configureCalls } from '../calls/configure.ts'
import { runTurn } from '../engine/run-turn.ts'
import type { Input } from '../engine/input.ts'
import { createNlu } from '../nlu/nlu.ts'
import type { TurnResult } from '../engine/turn-result.ts'
import { createRecordMask } from '../session/record-mask.ts'
import type { SessionOptions } from '../session/session-options.ts'
import type { ConversationState } from '../engine/state.ts'

/** How a bot is loaded and calls its webhooks. */
export type BotOptions = Pick<
  SessionOptions, 'url' | 'errorsUrl' | 'headers' | 'protocolVersion' | 'timeout' | 'env' | 'transport'
> & {
  /** Path or file URL of a bot file, or what it says. */
  bot: string | URL | BotFile
}

/** A bot with one trained NLU, for any number of conversations. */
export interface ServedBot {
  /** What the bot file says, with `${NAME}` as it was written. */
  readonly file: BotFile
  /** Takes one turn. Changes nothing that it is given. Credentials are masked in what it returns. */
  readonly runTurn: (state: ConversationState, input: Input) => Promise<Omit<TurnResult, 'calls'>>
  /** @param language of the sentence; null to find out */
  readonly analyse: (sentence: string, language: string | null) => Promise<Nlp>
}

/**
 * Reads a bot file and trains its NLU, once.
 *
 * @throws FST_BOT_FILE_INVALID, FST_BOT_FILE_UNREADABLE, FST_BOT_PACKAGE_MISSING, FST_BOT_OPTION_INVALID
 */
export async function loadServedBot ({ bot: given, protocolVersion, ...options }: BotOptions): Promise<ServedBot> {
  const { bot: file } = await loadBotFile(given)
  const { call, mask, bot, reports } = configureCalls(file, options)
  const filled = bot as BotFile
  const outside = {
    call,
    now: Date.now,
    uuid: randomUUID,
    reports,
    protocolVersion: protocolVersion ?? filled.webhook?.protocolVersion
  }
  const analyse = await createNlu(filled, outside)
  const effects = { ...outside, analyse }
  const maskLog = createRecordMask(mask).log
  return {
    file,
    analyse,
    async runTurn (state, input) {
      const { logs, calls, ...result } = await runTurn(filled, state, input, effects)
      return { ...result, logs: logs.map(maskLog) }
    }
  }
}
