import type { Mask } from '../calls/secrets.ts'
import { deepFreeze } from '../engine/deep-freeze.ts'
import type { ConversationState } from '../engine/state.ts'
import type { PushRecord, TurnRecord } from './records.ts'
import type { LogEntry } from '../engine/log-entry.ts'
import type { ClickableButton } from './session-types.ts'

/** Hides secrets in what a conversation shows; the bot itself goes on with what was truly said. */
export interface RecordMask {
  readonly state: (state: ConversationState) => ConversationState
  readonly turn: (turn: TurnRecord) => TurnRecord
  readonly push: (pushed: PushRecord) => PushRecord
  readonly log: (entry: LogEntry) => LogEntry
  readonly buttons: (buttons: readonly ClickableButton[]) => ClickableButton[]
}

/**
 * Creates the mask of records: what comes from elsewhere is masked, never a word of our own. The same gives the same.
 */
export function createRecordMask ({ text: mask, json }: Mask): RecordMask {
  const state = once(({ memory, ...state }: ConversationState): ConversationState => ({
    ...state, memory: json(memory)
  }))
  const turn = once(({ replies, text, memory, changes, ...turn }: TurnRecord): TurnRecord => ({
    ...turn,
    replies: json(replies),
    text: mask(text),
    memory: json(memory),
    changes: { added: json(changes.added), removed: json(changes.removed), changed: json(changes.changed) },
    state: state(turn.state)
  }))
  const push = once(({ messages, text, ...pushed }: PushRecord): PushRecord => ({
    ...pushed, messages: json(messages), text: mask(text)
  }))
  const buttons = (buttons: readonly ClickableButton[]): ClickableButton[] =>
    buttons.map(({ title, value, ...button }) => ({ ...button, title: mask(title), value: mask(value) }))
  const log = ({ message, data, ...entry }: LogEntry): LogEntry => ({
    ...entry,
    message: mask(message),
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, json(value)]))
  })
  return { state, turn, push, log, buttons }
}

function once<T extends object> (mask: (record: T) => T): (record: T) => T {
  const known = new WeakMap<T, T>()
  return record => {
    const masked = known.get(record) ?? deepFreeze(mask(record))
    known.set(record, masked)
    return masked
  }
}
