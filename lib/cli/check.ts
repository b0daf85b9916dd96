import process from 'node:process'
import { METHODS } from '../platform/bot-file/schema.ts'
import { check as checkWebhook } from '../check/check.ts'
import type { CheckOptions } from '../check/options.ts'
import { exitCodeOf } from '../check/report/exit-code.ts'
import { toHtml } from '../check/report/html.ts'
import { toJUnit } from '../check/report/junit.ts'
import { toSarif } from '../check/report/sarif.ts'
import type { Report } from '../check/report/schema.ts'
import type { ChannelName } from '../replies/channels.ts'
import { readArguments, type Values } from './arguments.ts'
import type { Command } from './command.ts'
import { wantsColours, type Io } from './io.ts'
import { readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { toJson } from './show/json.ts'
import { showProgress } from './show/progress.ts'
import { showReport } from './show/report.ts'
import { readTarget } from './target.ts'
import { createPrinter } from './text/printer.ts'
import { UsageError } from './usage-error.ts'

const forms = ['text', 'json', 'junit', 'sarif', 'html'] as const

const flags = {
  skill: {
    type: 'string',
    multiple: true,
    value: '<name>',
    description: 'a skill to try; repeatable; default: those of the bot file, or greetings'
  },
  bot: {
    type: 'string',
    value: '<bot file>',
    description: 'tells skills, routes, intents and entities; the URL is then its base URL'
  },
  method: {
    type: 'string', value: METHODS.join(' | '), description: "how it is called; default: the bot file's, or POST"
  },
  'errors-url': {
    type: 'string', value: '<url> | off', description: 'the errors route; default: the URL with /errors'
  },
  channel: {
    type: 'string',
    multiple: true,
    value: '<name>',
    description: 'a channel of the bot, such as telegram; may be given several times'
  },
  only: {
    type: 'string',
    multiple: true,
    value: '<rule | group>',
    description:
      'checks nothing else; may be given several times'
  },
  skip: {
    type: 'string', multiple: true, value: '<rule | group>', description: 'leaves it out; may be given several times'
  },
  ...callFlags,
  requests: { type: 'string', value: '<number>', description: 'makes at most so many calls; default: 500' },
  concurrency: { type: 'string', value: '<number>', description: 'makes at most so many calls at once; default: 50' },
  seed: { type: 'string', value: '<number>', description: 'repeats a check: its report tells the seed' },
  report: { type: 'string', value: forms.join(' | '), description: 'the form of the report; default: text' },
  'fail-on': {
    type: 'string',
    value: 'error | warning',
    description: 'what the exit code is 1 for; default: warning, which means both'
  },
  'no-color': { type: 'boolean', description: 'neither bold nor colours, as with NO_COLOR in the environment' }
} as const

export const check: Command = {
  usage: 'check <url> [options]',
  description: `Holds a webhook, in whatever language, to what the platform expects, and tells what to change.
The exit code is 0 when nothing was found, 1 for findings, 2 when it could not be checked. Ctrl-C ends it, and what is
known so far is told.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(flags, 1, args)
  const { report: form = 'text', 'fail-on': failOn = 'warning', 'no-color': noColour } = values
  if (!isOneOf(forms, form)) throw new UsageError(`--report must be one of ${forms.join(', ')}`)
  if (failOn !== 'error' && failOn !== 'warning') throw new UsageError('--fail-on must be error or warning')
  const options = await readCheckFlags(positionals[0], values, io)
  const report = await interruptible(io, options)
  if (form === 'json') io.output.write(`${toJson(report, 2)}\n`)
  else if (form === 'sarif') io.output.write(`${toJson(toSarif(report), 2)}\n`)
  else if (form === 'html') io.output.write(toHtml(report))
  else if (form === 'junit') io.output.write(toJUnit(report, failOn))
  else createPrinter(io.output, wantsColours(io, noColour)).print(showReport(report))
  return exitCodeOf(report, failOn)
}

async function readCheckFlags (
  target: string | undefined, values: Values<typeof flags>, io: Io
): Promise<CheckOptions> {
  const { skill, bot, method, 'errors-url': errorsUrl, channel, only, skip, requests, concurrency, seed } = values
  const what = readTarget(target, 'the URL of a webhook')
  if ('bot' in what) {
    throw new UsageError(
      `\`${what.bot}\` is no URL that starts with http:// or https://: a bot file is given with --bot`
    )
  }
  if (method !== undefined && !isOneOf(METHODS, method)) {
    throw new UsageError(`--method must be one of ${METHODS.join(', ')}`)
  }
  const { protocolVersion, language, memory, timeout, headers, env } = await readCallFlags(values, io)
  const given = {
    skills: skill,
    bot,
    method,
    errorsUrl: errorsUrl === 'off' ? false as const : errorsUrl,
    channels: channel as ChannelName[] | undefined,
    only,
    skip,
    requests: numberOf('requests', requests),
    concurrency: numberOf('concurrency', concurrency),
    seed: numberOf('seed', seed),
    protocolVersion,
    language,
    memory,
    timeout,
    headers,
    env
  }
  return { ...what, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }
}

/** Runs the check until it is done, or until Ctrl-C. */
async function interruptible (io: Io, options: CheckOptions): Promise<Report> {
  const interruption = new AbortController()
  const interrupt = (): void => { interruption.abort() }
  const progress = showProgress(io)
  process.once('SIGINT', interrupt)
  try {
    return await checkWebhook({ ...options, signal: interruption.signal, onProgress: progress.show })
  } finally {
    process.off('SIGINT', interrupt)
    progress.clear()
  }
}

function numberOf (flag: string, given: string | undefined): number | undefined {
  if (given !== undefined && !/^[1-9]\d{0,9}$/.test(given)) {
    throw new UsageError(`--${flag} must be a whole number from 1`)
  }
  return given === undefined ? undefined : Number(given)
}

function isOneOf<T extends string> (values: readonly T[], given: string): given is T {
  return (values as readonly string[]).includes(given)
}
