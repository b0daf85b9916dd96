import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { CONCURRENCY, isConcurrency } from '../queue/concurrency.ts'
import { retryProblem, type Retry } from '../queue/retry.ts'

/** How replies reach the user when the webhook has been answered. */
export interface ConnectorOptions {
  /** Base URL of the Bot Connector's API, such as `https://api.cai.tools.sap/connect/v1`. */
  url: string
  /** The request token of the bot. */
  token: string
  /** Milliseconds to wait for an answer. Default: 10000 */
  timeout?: number
  /**
   * How many messages this process pushes at a time, each of another conversation. When it dies in the middle, each of
   * these may be sent twice. Default: 1
   */
  concurrency?: number
  /** How a push is tried again that fails for now. Default: 12 times, after 1000 ms at first, backing off */
  retry?: Retry
}

/** The same, checked and complete; the URL ends with a slash. */
export type Connector = Readonly<Required<ConnectorOptions> & { retry: Required<Retry> }>

const RETRY: Required<Retry> = { limit: 12, delay: 1000, backoff: true }
const LONGEST_TIMEOUT = 60_000 // milliseconds

/** @throws FST_BOT_OPTION_INVALID; the token is never told */
export function readConnector (options: unknown): Connector | undefined {
  if (options === undefined) return undefined
  if (typeof options !== 'object' || options === null) throw new FST_BOT_OPTION_INVALID('connector', 'must be an object with url and token')
  const { url, token, timeout = 10_000, concurrency = 1, retry = {}, ...unknown } = options as ConnectorOptions
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) throw new FST_BOT_OPTION_INVALID(`connector.${stranger}`, 'is not known: there are url, token, timeout, concurrency and retry')
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new FST_BOT_OPTION_INVALID('connector.token', 'must be the request token of the bot, without spaces')
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > LONGEST_TIMEOUT) {
    throw new FST_BOT_OPTION_INVALID('connector.timeout', `must be a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT}`)
  }
  if (!isConcurrency(concurrency)) throw new FST_BOT_OPTION_INVALID('connector.concurrency', CONCURRENCY)
  const problem = retryProblem(retry)
  if (problem !== undefined) throw new FST_BOT_OPTION_INVALID(`connector.retry${problem.startsWith('.') ? problem.split(' ')[0] : ''}`, problem.replace(/^\.\w+ /, ''))
  return { url: baseOf(url), token, timeout, concurrency, retry: { ...RETRY, ...retry } }
}

function baseOf (url: unknown): string {
  const base = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined
  const plain = base !== undefined && /^https?:$/.test(base.protocol) && base.username === '' && base.password === '' && base.search === '' && base.hash === ''
  if (!plain) throw new FST_BOT_OPTION_INVALID('connector.url', 'must be the base URL of the Bot Connector, such as https://api.cai.tools.sap/connect/v1, without credentials, query or fragment')
  return base.href.replace(/(?<!\/)\/*$/, '/')
}
