import { randomInt } from 'node:crypto'
import { checkUrl } from '../platform/calls/check-url.ts'
import { fillInVariables } from '../platform/calls/environment.ts'
import { authorization, checkHeader, lowerCaseNames } from '../platform/calls/headers.ts'
import type { BotFile } from '../platform/bot-file/schema.ts'
import { loadBotFile } from '../platform/bot-file/load.ts'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { resolveChannels } from '../replies/channels.ts'
import { entriesOf, type Entry } from './entries.ts'
import type { CheckOptions } from './options.ts'
import { overHttp } from './runner/over-http.ts'
import { readSelection } from './selection.ts'

/** The options, checked, with their defaults. */
export type CheckSettings = Required<
  Omit<CheckOptions, 'bot' | 'skills' | 'only' | 'skip' | 'env' | 'protocolVersion' | 'method'>
> &
  Pick<CheckOptions, 'protocolVersion'> & {
    /** What is called: at least one. */
    readonly entries: readonly [Entry, ...Entry[]]
    /** Values of the environment that the bot file asked for, each with the reference to be shown in its place. */
    readonly secrets: ReadonlyMap<string, string>
    /** Whether a rule is to be told. */
    readonly wants: (rule: string) => boolean
  }

const LARGEST_SEED = 2 ** 31 - 1

/** @throws FST_BOT_OPTION_INVALID, or what the bot file throws */
export async function readSettings (options: CheckOptions): Promise<CheckSettings> {
  const {
    url,
    bot: given,
    headers = {},
    skills,
    method,
    only,
    skip,
    channels = [],
    protocolVersion,
    memory = {},
    env = process.env,
    signal = new AbortController().signal,
    onProgress = () => {}
  } = options
  const secrets = new Map<string, string>()
  const bot = given === undefined ? undefined : fillInVariables((await loadBotFile(given)).bot, env, secrets)
  const { webhook = {} } = bot ?? {}
  const all = lowerCaseNames({ ...webhook.headers, ...authorization(webhook.auth), ...headers })
  for (const [name, value] of Object.entries(all)) checkHeader(name, value)
  checkUrl('url', url)
  const errorsUrl = options.errorsUrl ?? webhook.errors ?? withErrors(url)
  if (errorsUrl !== false) checkUrl('errorsUrl', errorsUrl)
  resolveChannels(channels) // which knows all there are
  const timeout = whole('timeout', options.timeout ?? webhook.timeout ?? 15_000, MAX_TIMER_MS)
  return {
    url,
    errorsUrl,
    headers: all,
    channels,
    ...(protocolVersion !== undefined && { protocolVersion }),
    language: options.language ?? bot?.languages[0] ?? 'en',
    memory,
    timeout,
    seed: options.seed === undefined ? randomInt(1, LARGEST_SEED) : whole('seed', options.seed, LARGEST_SEED),
    requests: whole('requests', options.requests ?? 500, 100_000),
    concurrency: whole('concurrency', options.concurrency ?? 50, 1000),
    transport: options.transport ?? overHttp,
    signal,
    onProgress,
    secrets,
    entries: chosen(url, bot, skills, method),
    wants: readSelection(only, skip)
  }
}

function chosen (
  url: string, bot: BotFile | undefined, skills: readonly string[] | undefined, method: CheckOptions['method']
): [Entry, ...Entry[]] {
  const all = entriesOf(url, bot, skills, method)
  const [first, ...rest] = all
  if (first === undefined) {
    throw new FST_BOT_OPTION_INVALID(
      'skills',
      skills === undefined
        ? 'are needed: no skill of the bot file calls a webhook with the state of the conversation'
        : 'must hold a skill'
    )
  }
  for (const { url } of all) checkUrl('url of a webhook action', url)
  return [first, ...rest]
}

function withErrors (url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname.replace(/(?<!\/)\/+$/, '')}/errors`
}

function whole (name: string, value: number, most: number): number {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new FST_BOT_OPTION_INVALID(name, `must be a whole number from 1 to ${most}`)
  }
  return value
}
