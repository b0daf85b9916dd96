import { isObject } from '../../replies/kind.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { createChaos } from '../chaos/chaos.ts'
import type { ChaosSettings } from '../chaos/options.ts'
import type { SessionOptions } from '../session/session-options.ts'
import { createClient, type Caller } from './client.ts'
import { fillInText, fillInVariables } from './environment.ts'
import { createFetchTransport } from './fetch.ts'
import { authorization, checkHeader, lowerCaseNames, type Auth } from './headers.ts'
import {
  addAuthSecrets, addHeaderSecrets, addQuerySecrets, createMask, credentialNames, type Mask, type Secrets
} from './secrets.ts'
import { checkUrl, errorsUrlOf } from './url.ts'

/** How webhooks are called, read from a bot file and from options, which go before it. */
export interface Calls {
  readonly call: Caller
  readonly mask: Mask
  /** The bot file with the environment filled in: for the engine, never to be shown. */
  readonly bot: BotFile | null
  /** Base URL; without a bot file the one URL that is called. It may hold a secret. */
  readonly base: string
  /** The same without secrets. */
  readonly url: string
  readonly reports: boolean
}

const DEFAULT_URL = 'http://127.0.0.1:5000' // where the platform's sample programs listen
export const DEFAULT_TIMEOUT_MS = 15_000 // what the platform was measured to wait

/** @param options read by their schema */
export function configureCalls (
  written: BotFile | null,
  { url, errorsUrl, headers = {}, timeout, env = process.env, transport = createFetchTransport, chaos }: SessionOptions
): Calls {
  const secrets: Secrets = new Map()
  const bot = written && fillInVariables(written, env, secrets)
  const { webhook = {} } = bot ?? {}
  const given = { ...authorization(webhook.auth), ...lowerCaseNames(headers) }
  const all = lowerCaseNames({ ...webhook.headers, ...given })
  for (const [name, value] of Object.entries(all)) checkHeader(name, value)
  addAuthSecrets(secrets, webhook.auth)
  addApiSecrets(secrets, bot?.skills)
  const credentials = credentialNames(all, lowerCaseNames(given))
  for (const name of credentials) addHeaderSecrets(secrets, all[name] as string)

  const base = url === undefined ? webhook.url ?? DEFAULT_URL : fillInText(url, env, secrets)
  const errors = typeof errorsUrl === 'string'
    ? fillInText(errorsUrl, env, secrets)
    : errorsUrl === false ? undefined : (url === undefined ? webhook.errors : undefined) ?? errorsUrlOf(base)
  checkUrl('url', base)
  if (errors !== undefined) checkUrl('errorsUrl', errors)
  for (const address of [base, errors ?? '', ...webhookUrlsIn(bot?.skills)]) addQuerySecrets(secrets, address)
  const mask = createMask(secrets, credentials)
  const call = createClient({
    base,
    isDefaultBase: url === undefined && webhook.url === undefined,
    errors: errors ?? base,
    headers: all,
    timeout: timeout ?? webhook.timeout ?? DEFAULT_TIMEOUT_MS,
    transport,
    mask,
    chaos: chaos === undefined ? undefined : createChaos(chaos as ChaosSettings)
  })
  return { call, mask, bot, base, url: mask.text(base), reports: errors !== undefined }
}

/** Adds the credentials of API actions, wherever they stand; those that are not filled in are none. */
function addApiSecrets (secrets: Secrets, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const { api } = value as {
    api?: { auth?: Auth & { oauth2?: { clientSecret: string } }, headers?: Record<string, string> }
  }
  if (isObject(api)) {
    addAuthSecrets(secrets, api.auth)
    const headers = lowerCaseNames(api.headers ?? {})
    const found = credentialNames(headers).map(name => headers[name] as string)
    for (const secret of [...found, api.auth?.oauth2?.clientSecret ?? '']) addHeaderSecrets(secrets, secret)
  }
  for (const inner of Object.values(value)) addApiSecrets(secrets, inner)
}

/** Addresses of webhook actions, which may hold a key in their query; what an expression fills in is none. */
export function webhookUrlsIn (skills: BotFile['skills'] | undefined): string[] {
  const actions = Object.values(skills ?? {}).flatMap(({ actions = [] }) => actions)
  return actions
    .map(({ webhook }) => typeof webhook === 'string' ? webhook : webhook?.url ?? '')
    .filter(url => !url.includes('{{'))
}
