import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { CONCURRENCY, isConcurrency } from '../queue/concurrency.ts'
import { retryProblem, type Retry } from '../queue/retry.ts'
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
   * these may be sent twice. Default: 8
   */
  concurrency?: number
  /** How a push is tried again that fails for now. Default: 12 times, after 1000 ms at first, backing off */
  retry?: Retry
}

/** The same, checked and complete; the URL ends with a slash. */
export type Connector = Readonly<Required<ConnectorOptions> & { retry: Required<Retry> }>

const RETRY: Required<Retry> = { limit: 12, delay: 1000, backoff: true }
const MAX_TIMEOUT_MS = 60_000

/** @throws FST_BOT_OPTION_INVALID, without the token */
export function readConnector (options: unknown): Connector | undefined {
  if (options === undefined) return undefined
  if (typeof options !== 'object' ||
    options === null) throw new FST_BOT_OPTION_INVALID('connector', 'must be an object with url and token')
  const { url, token, timeout = 10_000, concurrency = 8, retry = {}, ...unknown } = options as ConnectorOptions
  const [unknownOption] = Object.keys(unknown)
  if (unknownOption !== undefined) {
    throw new FST_BOT_OPTION_INVALID(`connector.${unknownOption}`,
      'is not known: there are url, token, timeout, concurrency and retry')
  }
  const isList = Array.isArray(token) && token.length > 0 && token.every(isToken)
  if (!isToken(token) && !isList && typeof token !== 'function') {
    throw new FST_BOT_OPTION_INVALID('connector.token',
      'must be the request token of the bot, without spaces; a list of them; or a function that returns one')
  }
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > MAX_TIMEOUT_MS) {
    throw new FST_BOT_OPTION_INVALID('connector.timeout',
      `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`)
  }
  if (!isConcurrency(concurrency)) throw new FST_BOT_OPTION_INVALID('connector.concurrency', CONCURRENCY)
  const problem = retryProblem(retry)
  if (problem !== undefined) {
    throw new FST_BOT_OPTION_INVALID(
    `connector.retry${problem.startsWith('.') ? problem.split(' ')[0] : ''}`, problem.replace(/^\.\w+ /, '')
    )
  }
  return { url: baseOf(url), token, timeout, concurrency, retry: { ...RETRY, ...retry } }
}

function baseOf (url: unknown): string {
  const base = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined
  const isPlain = base !== undefined && /^https?:$/.test(base.protocol) && base.username === '' &&
    base.password === '' && base.search === '' && base.hash === ''
  if (!isPlain) {
    throw new FST_BOT_OPTION_INVALID('connector.url',
      'must be the base URL of the Bot Connector, such as https://api.cai.tools.sap/connect/v1, without credentials, ' +
        'query or fragment')
  }
  return base.href.replace(/(?<!\/)\/*$/, '/')
}
