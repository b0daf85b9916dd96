import type { SessionOptions } from '../../platform/session/session-options.ts'
import { transcribe, type Transcript } from '../../testing/transcript.ts'
import type { Conversation } from '../conversation.ts'
import { transcriptStartOf } from './transcript-start.ts'

/** The conversation as plain JSON for `replay`. What was done by hand between two turns is not in it. */
export function transcriptOf (conversation: Conversation, options: SessionOptions): Transcript {
  return transcribe(conversation.session, transcriptStartOf(conversation, options))
}
