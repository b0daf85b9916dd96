import { FST_BOT_INBOX_NO_TURN } from '../../../errors.ts'
import { isObject } from '../../../replies/kind.ts'
import { parseJsonOrUndefined } from '../../../shared/json/json-or-undefined.ts'
import { sentenceOf } from './sentence.ts'
import type { turnOf } from './turn-of.ts'

/**
 * A turn that failed as a transcript of one sentence, for the playground: it has the turn again, marks what is
 * different now, and one talks on from there.
 *
 * @throws FST_BOT_INBOX_NO_TURN when the call is no sentence
 */
export function transcriptOf (turn: Awaited<ReturnType<typeof turnOf>>): object {
  const sentence = sentenceOf(turn)
  if (sentence === undefined) throw new FST_BOT_INBOX_NO_TURN()
  const { conversation, nlp, start, understood } = sentence
  const answer = parseJsonOrUndefined(turn.answer.body)
  const replies = isObject(answer) && Array.isArray(answer.replies) ? answer.replies : []
  const memory = isObject(conversation.memory) ? conversation.memory : {}
  return { ...start, turns: [{ line: { say: nlp.source, ...understood }, replies, memory }] }
}
