import { Type } from '@sinclair/typebox'
import { injectInto, type Injectable } from '../platform/calls/inject.ts'
import type { Connector } from '../platform/push/connector.ts'
import { openSession } from '../platform/session/session.ts'
import { sessionOptions, type SessionOptions } from '../platform/session/session-options.ts'
import { customOption, optionsSchema, orFalse } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { createChat, type Chat } from './chat.ts'
import { startOf } from './transcript.ts'

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

const { url, errorsUrl, transport, ...shared } = sessionOptions

export const converseOptionsSchema = optionsSchema<ConverseOptions>({
  path: Type.String({
    description: 'Where the bot is mounted: without a bot file the route that is called, with one what goes before ' +
      'its routes.',
    pattern: '^/|^$',
    expected: 'a path that starts with a slash',
    defaultText: '`/`, with a bot file what its base URL says'
  }),
  errorsPath: orFalse(Type.String({
    description: 'Where failed calls are reported; `false` for nowhere.',
    pattern: '^/',
    expected: 'a path that starts with a slash',
    defaultText: '`/errors`, with a bot file what that says'
  })),
  connector: customOption<Connector>(isConnector, {
    description: 'Where the bot pushes messages to: what comes there for this conversation is in `chat.pushed`.',
    typeName: 'Connector',
    expected: 'what openConnector() returns',
    defaultText: 'none'
  }),
  ...shared
}, { title: 'ConverseOptions', description: 'Options of `converse` and `replay`.' })

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
export async function converse (app: Injectable, given: ConverseOptions = {}): Promise<Chat> {
  const { path, errorsPath, connector, ...options } = readOptions(converseOptionsSchema, given)
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
  return createChat(session, startOf(options))
}

function isConnector (value: unknown): boolean {
  return typeof Object(value).serve === 'function'
}
