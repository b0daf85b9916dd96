import { customOption, optionObject, optionsSchema, wholeNumber } from '../../shared/options/option.ts'
import { concurrencyOption } from '../queue/concurrency.ts'
import { retrySchema, type Retry } from '../queue/retry.ts'
import { isToken, type TokenSource } from './tokens.ts'

/** How replies reach the user when the webhook has been answered. */
export interface ConnectorOptions {
  /** Base URL of the Bot Connector's API, such as `https://api.cai.tools.sap/connect/v1`. */
  url: string
  /**
   * The request token of the bot; or several, of which the next is tried when one is refused; or a function that is
   * asked for each push, so that a new token needs no restart.
   */
  token: TokenSource
  /** Milliseconds to wait for an answer. Default: 10000 */
  timeout?: number
  /**
   * How many messages this process pushes at a time, each of another conversation. When it dies in the middle, each of
   * these may be sent twice. Default: 16
   */
  concurrency?: number
  /** How a push is tried again that fails for now. Default: 12 times, after 1000 ms at first, backing off */
  retry?: Retry
}

/** The same, checked and complete; the URL ends with a slash. */
export type Connector = Readonly<Required<ConnectorOptions> & { retry: Required<Retry> }>

const RETRY: Required<Retry> = { limit: 12, delay: 1000, backoff: true }
const MAX_TIMEOUT_MS = 60_000

export const connectorOptionsSchema = optionsSchema<ConnectorOptions>({
  url: customOption<string>(isBaseUrl, {
    description: "Base URL of the Bot Connector's API, such as `https://api.cai.tools.sap/connect/v1`.",
    typeName: 'string',
    expected: 'the base URL of the Bot Connector, such as https://api.cai.tools.sap/connect/v1, without credentials, ' +
      'query or fragment'
  }),
  token: customOption<TokenSource>(isTokenSource, {
    description: 'The request token of the bot; a list, of which the next is tried when one is refused; or a ' +
      'function that is asked for each push, so that a new token needs no restart.',
    typeName: 'TokenSource',
    expected: 'the request token of the bot, without spaces; a list of them; or a function that returns one'
  }),
  timeout: wholeNumber('milliseconds', {
    description: 'How long an answer is waited for.', maximum: MAX_TIMEOUT_MS, default: 10_000
  }),
  concurrency: concurrencyOption('messages', 'How many messages this process pushes at a time, each of another ' +
    'conversation. When it dies in the middle, each of these may be sent twice.'),
  retry: optionObject(retrySchema(RETRY), {
    description: 'How a push is tried again that fails for now.', default: {}
  })
}, { title: 'ConnectorOptions', description: 'How replies reach the user when the webhook has been answered.' })

/** @param options read by their schema */
export function completeConnector (options: ConnectorOptions): Connector {
  return { ...options as Connector, url: new URL(options.url).href.replace(/(?<!\/)\/*$/, '/') }
}

function isTokenSource (token: unknown): boolean {
  const tokens: unknown[] = [token].flat()
  return typeof token === 'function' || (tokens.length > 0 && tokens.every(isToken))
}

function isBaseUrl (url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const { protocol, username, password, search, hash } = new URL(url)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}
