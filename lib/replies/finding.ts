import type { ChannelName } from './channels.ts'

/**
 * How bad it is: an `error` would be lost or break the turn, and fails it; a `warning` is sent as it is; what was
 * `repaired` is sent otherwise than the handler returned it.
 */
export type FindingSeverity = 'error' | 'warning' | 'repaired'

/** One thing that is wrong with a reply. */
export interface Finding {
  /** Names the kind of finding, for programs. */
  code: string
  severity: FindingSeverity
  /** JSON pointer into what was looked at. */
  path: string
  /** What is wrong. */
  message: string
  /** What to do about it. */
  fix: string
  /** The channels on which it matters; empty when it does on all of them. */
  channels: readonly ChannelName[]
}

/** A finding that matters on every channel, and fails the turn. */
export function error (code: string, path: string, message: string, fix: string): Finding {
  return { code, severity: 'error', path, message, fix, channels: [] }
}
