import { optionsSchema } from '../../shared/options/option.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import { channelsOption, resolveChannels, type ChannelName, type ChannelTarget } from '../channels.ts'
import type { Finding } from '../finding.ts'
import { lintForChannels, lintSequence } from './channel-rules.ts'
import { lintStructure } from './structure-rules.ts'
import { lintAuthoring } from './authoring-rules.ts'

/** What the lint looks for. */
export interface LintOptions {
  /**
   * The channels that the bot is connected to. Default: none, and then the limits that the platform's documentation and
   * its web client name are looked at, and nothing that matters on single channels only.
   */
  channels?: readonly ChannelName[]
}

export const lintOptionsSchema = optionsSchema<LintOptions>({
  channels: channelsOption('The channels that the bot is connected to. Without them the limits are looked at that ' +
    "the platform's documentation and its web client name.")
}, { title: 'LintOptions', description: 'Options of `lint` and `lintAnswer`.' })

/**
 * Finds what is wrong with replies, in their order. Errors are what would be lost or would break the turn on the
 * platform: a message it refuses, or that crashes all of its channels. Warnings are what arrives otherwise than it was
 * meant, or not on every chosen channel. A message with an error is not looked at for warnings.
 *
 * Source of the errors: the Bot Connector's own gate (`isValidFormatMessage`) and its channel formatters.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 *
 * @example
 * const findings = lint([text('')], { channels: ['webchat'] })
 */
export function lint (replies: readonly unknown[], options: LintOptions = {}): Finding[] {
  return lintFor(readLintOptions(options), replies)
}

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
export function readLintOptions (options: LintOptions): readonly ChannelTarget[] {
  return resolveChannels(readOptions(lintOptionsSchema, options).channels as readonly ChannelName[])
}

/** The same for channels that were looked up before. */
export function lintFor (targets: readonly ChannelTarget[], replies: readonly unknown[]): Finding[] {
  const findings: Finding[] = []
  for (let index = 0; index < replies.length; index++) lintMessage(targets, replies[index], `/${index}`, findings)
  if (replies.length > 1) lintSequence(targets, replies, findings)
  return findings
}

function lintMessage (targets: readonly ChannelTarget[], reply: unknown, path: string, findings: Finding[]): void {
  const message = lintStructure(reply, path, findings)
  if (message === undefined) return
  lintAuthoring(message, path, findings)
  lintForChannels(targets, message, path, findings)
}
