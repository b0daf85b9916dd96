import { channels, type ChannelName } from '../replies/channels.ts'
import { toPlainText } from '../replies/to-plain-text.ts'
import type { Finding } from '../replies/finding.ts'
import { lint } from '../replies/lint/lint.ts'

export const channelNames = Object.keys(channels) as ChannelName[]

/** What becomes of replies on other channels. */
export interface Advice {
  findings: Finding[]
  /** One for each reply: what a channel that knows text only shows of it, null when it refuses it. */
  textOnly: Array<string | null>
}

/**
 * @param chosen none: the limits that the platform's documentation names @throws FST_BOT_OPTION_INVALID for a channel
 * that is none
 */
export function adviceFor (replies: readonly unknown[], chosen: readonly ChannelName[]): Advice {
  const findings = lint(replies, { channels: chosen })
  const lost = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ path }) => Number(path.split('/')[1]))
  )
  return { findings, textOnly: replies.map((reply, index) => lost.has(index) ? null : toPlainText(reply) ?? null) }
}
