import { setTimeout as sleep } from 'node:timers/promises'
import { delayOf } from '../../platform/reply-view/delay.ts'
import { clickableButtons } from '../../platform/session/clickable-buttons.ts'
import { showReplies } from '../show/replies.ts'
import { printNote, type ChatContext } from './chat-context.ts'

/**
 * Prints replies, each after the delay of the one before.
 *
 * @param hurry is aborted when nobody waits any more; without it there are no delays
 */
export async function printReplies (
  context: Pick<ChatContext, 'out' | 'aside' | 'talkative'>, replies: readonly unknown[], hurry?: AbortSignal
): Promise<void> {
  const { out, talkative } = context
  let printed = 0
  for (const [index, reply] of replies.entries()) {
    const seconds = delayOf(reply)
    if (hurry === undefined || seconds === 0 || index === replies.length - 1) continue
    printUpTo(index + 1)
    if (talkative && !hurry.aborted) printNote(context, `  waits ${seconds} s ...`)
    await sleep(seconds * 1000, undefined, { signal: hurry }).catch(() => {})
  }
  printUpTo(replies.length)

  function printUpTo (end: number): void {
    const before = clickableButtons(replies.slice(0, printed)).length
    out.print(showReplies(replies.slice(printed, end), out.colours, before))
    printed = end
  }
}
