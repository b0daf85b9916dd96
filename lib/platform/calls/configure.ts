import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { MAX_TIMER_MS } from '../../shared/limits.ts'
import { isObject } from '../../replies/kind.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { createChaos } from '../chaos/chaos.ts'
import type { SessionOptions } from '../session/session-types.ts'
import { checkUrl } from './check-url.ts'
import { createClient, type Caller } from './client.ts'
import { fillInVariables } from './environment.ts'
import { createFetchTransport } from './fetch.ts'
import { authorization, checkHeader, encodeBasicCredentials, lowerCaseNames, type Auth } from './headers.ts'
import { errorsRouteOf } from './join-route.ts'
import { createMask, holdsCredentials, type Mask } from './secrets.ts'

/** How webhooks are called, read from a bot file and from options, which go before it. */
export interface Calls {
  readonly call: Caller
  readonly mask: Mask
  /** The bot file with the environment filled in: for the engine, and for nobody's eyes. */
  readonly bot: BotFile | null
  /** Base URL, for everyone to see; without a bot file the one URL that is called. */
  readonly url: string
  readonly reports: boolean
}

const DEFAULT_URL = 'http://127.0.0.1:5000' // where the platform's sample programs listen
const DEFAULT_TIMEOUT = 15_000 // milliseconds: what the platform was measured to wait

export function configureCalls (written: BotFile | null, { url, errorsUrl, headers = {}, timeout, env = process.env, transport = createFetchTransport, chaos }: SessionOptions): Calls {
  const secrets = new Map<string, string>()
  const bot = written && fillInVariables(written, env, secrets)
  const { webhook = {} } = bot ?? {}
  const all = lowerCaseNames({ ...webhook.headers, ...authorization(webhook.auth), ...headers })
  for (const [name, value] of Object.entries(all)) checkHeader(name, value)
  for (const value of [...credentialsIn(webhook.auth), ...credentialsOf(all), ...apiCredentials(bot)]) if (!secrets.has(value)) secrets.set(value, '***')

  const base = url ?? webhook.url ?? DEFAULT_URL
  const errors = errorsUrl === false ? undefined : errorsUrl ?? (url === undefined ? webhook.errors : undefined) ?? errorsRouteOf(base)
  checkUrl('url', base)
  if (errors !== undefined) checkUrl('errorsUrl', errors)
  checkTimeout(timeout)
  const mask = createMask(secrets)
  const call = createClient({ base, errors: errors ?? base, headers: all, timeout: timeout ?? webhook.timeout ?? DEFAULT_TIMEOUT, transport, mask, chaos: chaos === undefined ? undefined : createChaos(chaos) })
  return { call, mask, bot, url: mask.deep(base), reports: errors !== undefined }
}

/** What must not be seen of credentials, even of those that stand in the file itself. */
function credentialsIn (auth: Auth): string[] {
  if (auth?.basic !== undefined) return [auth.basic.password, encodeBasicCredentials(auth.basic)]
  return [auth?.bearer, auth?.header?.value].filter(secret => secret !== undefined)
}

/** Those of API actions, wherever they stand. */
function apiCredentials (value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { api } = value as { api?: { auth?: Auth & { oauth2?: { clientSecret: string } }, headers?: Record<string, string> } }
  const own = isObject(api) ? [...credentialsIn(api.auth), ...credentialsOf(lowerCaseNames(api.headers ?? {})), ...(api.auth?.oauth2 === undefined ? [] : [api.auth.oauth2.clientSecret])] : []
  return [...own, ...Object.values(value).flatMap(apiCredentials)].filter(secret => !/^\$\{\w+\}$/.test(secret))
}

function credentialsOf (headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).filter(([name]) => holdsCredentials(name)).map(([, value]) => value)
}

function checkTimeout (timeout: unknown): void {
  if (timeout !== undefined && (!Number.isInteger(timeout) || (timeout as number) < 1 || (timeout as number) > MAX_TIMER_MS)) throw new FST_BOT_OPTION_INVALID('timeout', `must be a whole number of milliseconds from 1 to ${MAX_TIMER_MS}`)
}
