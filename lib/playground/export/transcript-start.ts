import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SessionOptions } from '../../platform/session/session-options.ts'
import type { TranscriptStart } from '../../testing/transcript.ts'
import type { Conversation } from '../conversation.ts'

/** What the conversation started with; a file is named from where the process runs, as a test would. */
export function transcriptStartOf (
  { edits }: Conversation, { bot, language, memory, participant }: SessionOptions
): TranscriptStart {
  const start = {
    ...(bot !== undefined && { bot: bot instanceof URL ? relative('', fileURLToPath(bot)) : bot }),
    ...(language !== undefined && { language }),
    ...(memory !== undefined && { memory }),
    ...(participant !== undefined && { participant })
  }
  return edits.reduce((start, { after, ...edited }) => (after === 0 ? { ...start, ...edited } : start), start)
}

/** Where the webhook is mounted in the app of a test, when that is not where `converse` expects it. */
export function mountOf ({ bot, url }: SessionOptions): { path?: string } {
  if (url === undefined) return {}
  const path = url.replace(/^\w+:\/\/[^/?]*/, '')
  return bot === undefined && (path === '' || path === '/') ? {} : { path }
}
