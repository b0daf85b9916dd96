import { clickableButtons } from '../../platform/session/clickable-buttons.ts'
import type { PushRecord } from '../../platform/session/records.ts'
import { showFindings } from '../show/findings.ts'
import { showReplies } from '../show/replies.ts'
import { remark, type Desk } from './desk.ts'

/** Shows what the bot has pushed. The numbers of its buttons go on from those that can be pressed already. */
export function showPushed (desk: Desk, { messages, findings }: PushRecord): void {
  const { session, out, aside, talkative } = desk
  if (talkative) remark(desk, '(pushed)')
  out.print(showReplies(messages, out.colours, session.buttons.length - clickableButtons(messages).length))
  aside.print(showFindings(findings))
  if (talkative) aside.print([[]])
}
