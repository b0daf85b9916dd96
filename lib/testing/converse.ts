import { fileURLToPath } from 'node:url'
import { injectInto, type Injectable } from '../platform/calls/inject.ts'
import type { Connector } from '../platform/push/connector.ts'
import { openSession } from '../platform/session/session.ts'
import type { SessionOptions } from '../platform/session/session-types.ts'
import { createChat, type Chat } from './chat.ts'
import type { TranscriptStart } from './transcript.ts'

/** Options of a conversation in a test. */
export interface ConverseOptions extends Omit<SessionOptions, 'url' | 'errorsUrl' | 'transport'> {
  /**
   * Where the bot is mounted: without a bot file the route that is called, with one what goes before its routes.
   * Default: `/`, with a bot file what its base URL says.
   */
  path?: string
  /** Where failed calls are reported; `false` for nowhere. Default: `/errors`, with a bot file what that says. */
  errorsPath?: string | false
  /**
   * Where the bot pushes messages to, from `openConnector`: what comes there for this conversation is in `chat.pushed`.
   */
  connector?: Connector
}

const ORIGIN = 'http://127.0.0.1:5000' // nothing listens there, and nothing needs to

/**
 * Talks to a bot in-process: all calls go into the app, whatever their host, and no port is opened. Works in any test
 * runner, for it expects nothing itself.
 *
 * @throws what `openSession` throws
 *
 * @example
 * const chat = await converse(app, { bot: 'bot.yml' })
 * const { text } = await chat.say('weather in Paris')
 */
export async function converse (
  app: Injectable, { path, errorsPath, connector, ...options }: ConverseOptions = {}
): Promise<Chat> {
  const mounted = path ?? (options.bot === undefined ? '/' : undefined)
  const session = await openSession({
    ...options,
    ...(mounted !== undefined && { url: ORIGIN + mounted }),
    ...(errorsPath === undefined
      ? mounted !== undefined && path === undefined && { errorsUrl: `${ORIGIN}/errors` }
      : { errorsUrl: errorsPath && ORIGIN + errorsPath }),
    transport: injectInto(app)
  })
  connector?.serve(session)
  return createChat(session, openingOf(options))
}

function openingOf ({ bot, language, memory, participant }: ConverseOptions): TranscriptStart {
  return {
    ...(bot !== undefined && { bot: bot instanceof URL ? fileURLToPath(bot) : bot }),
    ...(language !== undefined && { language }),
    ...(memory !== undefined && { memory }),
    ...(participant !== undefined && { participant })
  }
}
