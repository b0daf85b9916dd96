import type { Input } from './input.ts'
import type { TurnResult } from './turn-result.ts'
import type { ConversationState } from './state.ts'
import { actionId } from './action-id.ts'
import type { Outside } from './effects.ts'
import type { Progress } from './progress.ts'
import { tellNlp } from './understand.ts'
import { callWebhook } from './webhook.ts'

const LANGUAGE = 'en' // there is no bot file that could tell

/**
 * A turn without a bot file: the sentence goes straight to one webhook, as if an action of the given skill, or of none,
 * called it.
 */
export async function simulateCall (
  url: string, before: ConversationState, input: Input, effects: Outside
): Promise<TurnResult> {
  const skill = input.understood?.skill ?? null
  const language = before.language ?? LANGUAGE
  const nlp = tellNlp(input.text, input.understood ?? {}, language, effects)
  const state: ConversationState = {
    ...before,
    language,
    skill,
    skill_stack: skill === null ? [] : [skill],
    skill_occurences: before.skill_occurences > 0 && before.skill === skill ? before.skill_occurences + 1 : 1
  }
  const progress: Progress = { effects, nlp, state, replies: [], calls: [], logs: [], reports: [] }
  await callWebhook(progress, { url }, actionId(url, skill))
  await Promise.all(progress.reports)
  return {
    state: { ...progress.state, skill_stack: [] },
    replies: progress.replies,
    calls: progress.calls,
    logs: progress.logs,
    nlp
  }
}
