import { FST_BOT_INBOX_NOT_FOUND, FST_BOT_INBOX_NO_TURN } from '../../../errors.ts'
import type { InboxFinding } from '../read/entries.ts'

/**
 * The call of an entry: that of the turn that failed; for a report that of the turn it is probably about.
 *
 * @throws FST_BOT_INBOX_NOT_FOUND, FST_BOT_INBOX_NO_TURN
 */
export async function turnOf (
  id: string, find: (id: string) => Promise<InboxFinding>
): Promise<InboxFinding & Required<Pick<InboxFinding, 'route' | 'answer'>>> {
  const found = await find(id)
  const turn = found.kind === 'failure' ? found : await causeOf(found, find)
  const { route, answer } = turn
  if (route === undefined || answer === undefined) throw new FST_BOT_INBOX_NOT_FOUND(id)
  return { ...turn, route, answer }
}

async function causeOf ({ cause }: InboxFinding, find: (id: string) => Promise<InboxFinding>): Promise<InboxFinding> {
  if (cause === null) throw new FST_BOT_INBOX_NO_TURN()
  return find(cause)
}
