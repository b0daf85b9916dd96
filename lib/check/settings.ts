import { randomInt } from 'node:crypto'
import { checkUrl, errorsUrlOf } from '../platform/calls/url.ts'
import { fillInText, fillInVariables, type Environment } from '../platform/calls/environment.ts'
import { authorization, checkHeader, lowerCaseNames } from '../platform/calls/headers.ts'
import { DEFAULT_TIMEOUT_MS, webhookUrlsIn } from '../platform/calls/configure.ts'
import {
  addAuthSecrets, addHeaderSecrets, addQuerySecrets, credentialNames, type Secrets
} from '../platform/calls/secrets.ts'
import type { BotFile } from '../platform/bot-file/schema.ts'
import { loadBotFile } from '../platform/bot-file/load.ts'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { resolveChannels } from '../replies/channels.ts'
import { entriesOf, type Entry } from './entries.ts'
import { checkOptionsSchema, MAX_SEED, type CheckOptions, type ReadCheckOptions } from './options.ts'
import { overHttp } from './runner/over-http.ts'
import { credentialParameters, variableOf } from './runner/secrets.ts'
import { readSelection } from './selection.ts'

/** A webhook on another origin than the one that was given. */
export interface Elsewhere {
  readonly skill: string
  readonly origin: string
}

/** The options, checked, with their defaults. */
export type CheckSettings = Required<
  Omit<CheckOptions, 'bot' | 'skills' | 'only' | 'skip' | 'env' | 'protocolVersion' | 'method' | 'errorsUrl'>
> &
  Pick<CheckOptions, 'protocolVersion'> & {
    readonly errorsUrl: string | false
    /** Whether the URL is that of one action of a bot, so that the errors route may stand beside it or at the root. */
    readonly isErrorsUrlGuessed: boolean
    /** What is called: at least one. */
    readonly entries: readonly [Entry, ...Entry[]]
    /** What must not be shown, each with what is shown in its place. */
    readonly secrets: Secrets
    /** Those of them that no answer may repeat: what lets a call in. */
    readonly credentialValues: ReadonlySet<string>
    /** Names of the headers that let a call in. */
    readonly credentials: readonly string[]
    /** Names of the parameters in the query that do. */
    readonly parameters: readonly string[]
    /** Webhooks of the bot file on another origin than the one that was given: they are not called. */
    readonly elsewhere: readonly Elsewhere[]
    /** Whether a rule is to be told. */
    readonly wants: (rule: string) => boolean
  }

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN, or what the bot file throws */
export async function readSettings (unread: CheckOptions): Promise<CheckSettings> {
  const options = readOptions(checkOptionsSchema, unread) as ReadCheckOptions
  const {
    bot: given,
    headers,
    skills,
    method,
    only,
    skip,
    channels,
    protocolVersion,
    memory,
    requests,
    concurrency,
    env = process.env,
    signal = new AbortController().signal,
    onProgress = () => {}
  } = options
  const secrets: Secrets = new Map()
  const bot = given === undefined ? undefined : fillInVariables((await loadBotFile(given)).bot, env, secrets)
  const { webhook = {} } = bot ?? {}
  const own = lowerCaseNames({ ...authorization(webhook.auth), ...headers })
  const all = { ...lowerCaseNames(webhook.headers ?? {}), ...own }
  for (const [name, value] of Object.entries(all)) checkHeader(name, value)
  const url = fillInText(options.url, env, secrets)
  checkUrl('url', url)
  const namedErrorsUrl = readErrorsUrl(options.errorsUrl, webhook.errors, url, env, secrets)
  const errorsUrl = namedErrorsUrl ?? errorsUrlOf(url)
  const isErrorsUrlGuessed = namedErrorsUrl === undefined && bot === undefined && new URL(url).pathname !== '/'
  const credentials = credentialNames(all, own)
  for (const name of credentials) {
    secrets.delete(all[name] as string)
    addHeaderSecrets(secrets, all[name] as string, `$${variableOf(name)}`)
  }
  addAuthSecrets(secrets, webhook.auth)
  const parameters = credentialParameters(url, secrets)
  const credentialValues = new Set(secrets.keys())
  for (const [name, value] of new URL(url).searchParams) if (parameters.includes(name)) credentialValues.add(value)
  for (const address of [url, errorsUrl || '', ...webhookUrlsIn(bot?.skills)]) addQuerySecrets(secrets, address)
  resolveChannels(channels) // which knows all there are
  return {
    url,
    errorsUrl,
    isErrorsUrlGuessed,
    headers: all,
    channels,
    ...(protocolVersion !== undefined && { protocolVersion }),
    language: options.language ?? bot?.languages[0] ?? 'en',
    memory,
    timeout: options.timeout ?? webhook.timeout ?? DEFAULT_TIMEOUT_MS,
    seed: options.seed ?? randomInt(1, MAX_SEED),
    requests,
    concurrency,
    transport: options.transport ?? overHttp,
    signal,
    onProgress,
    secrets,
    credentials,
    credentialValues,
    parameters,
    ...chosen(url, bot, skills, method),
    wants: readSelection(only, skip)
  }
}

function chosen (
  url: string, bot: BotFile | undefined, skills: readonly string[] | undefined, method: CheckOptions['method']
): Pick<CheckSettings, 'entries' | 'elsewhere'> {
  const all = entriesOf(url, bot, skills, method)
  for (const { url } of all) checkUrl('url of a webhook action', url)
  const { origin } = new URL(url)
  const elsewhere = all
    .filter(entry => new URL(entry.url).origin !== origin)
    .map(({ skill, url }) => ({ skill, origin: new URL(url).origin }))
  const [first, ...rest] = all.filter(entry => new URL(entry.url).origin === origin)
  if (first === undefined) throw new FST_BOT_OPTION_INVALID('skills', nothingToCall(skills, elsewhere))
  return { entries: [first, ...rest], elsewhere }
}

function nothingToCall (skills: readonly string[] | undefined, elsewhere: readonly Elsewhere[]): string {
  const [other] = elsewhere
  if (other !== undefined) {
    return `must call the origin of the URL: the bot file calls ${other.origin}, give a URL there`
  }
  return skills === undefined
    ? 'are needed: no skill of the bot file calls a webhook with the state of the conversation'
    : 'must hold a skill'
}

/** What another origin than the one of the URL would get is hostile, and the credentials are not meant for it. */
function readErrorsUrl (
  option: CheckOptions['errorsUrl'], written: string | undefined, url: string, env: Environment, secrets: Secrets
): string | false | undefined {
  if (option === false) return false
  const named = option === undefined ? written : fillInText(option, env, secrets)
  if (named === undefined) return undefined
  checkUrl('errorsUrl', named)
  return option === undefined && new URL(named).origin !== new URL(url).origin ? false : named
}
