import { clickableButtons } from '../../platform/session/clickable-buttons.ts'
import type { PushRecord } from '../../platform/session/records.ts'
import { showFindings } from '../show/findings.ts'
import { showReplies } from '../show/replies.ts'
import { printNote, type ChatContext } from './chat-context.ts'

/** Shows what the bot has pushed. The numbers of its buttons go on from those that can be pressed already. */
export function showPushed (context: ChatContext, { messages, findings }: PushRecord): void {
  const { session, out, aside, talkative } = context
  if (talkative) printNote(context, '(pushed)')
  out.print(showReplies(messages, out.colours, session.buttons.length - clickableButtons(messages).length))
  aside.print(showFindings(findings))
  if (talkative) aside.print([[]])
}
