import { Type, type Static } from '@sinclair/typebox'
import { memoryChanges } from '../platform/session/memory-changes.ts'
import { repliesToText } from '../platform/session/replies-to-text.ts'
import type { TurnRecord } from '../platform/session/records.ts'
import { tellNlp } from '../platform/engine/understand.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import type { ConversationState } from '../platform/engine/state.ts'
import type { Edit, Snapshot } from './conversation.ts'

const closed = { additionalProperties: false }
const MAX_TURNS = 1000

const StateSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  language: Type.Union([Type.String(), Type.Null()]),
  skill: Type.Union([Type.String(), Type.Null()]),
  skill_stack: Type.Array(Type.String()),
  asking: Type.Array(Type.String()),
  skill_occurences: Type.Integer({ minimum: 0 }),
  participant_data: Type.Record(Type.String(), Type.Unknown())
})

const MemorySchema = Type.Record(Type.String(), Type.Unknown())

/** A conversation as the page keeps it, for a server that was started anew and knows nothing of it. */
export const KeptConversationSchema = Type.Object({
  state: StateSchema,
  memory: MemorySchema,
  turns: Type.Array(Type.Object({
    input: Type.Object({
      text: Type.String(), pressed: Type.Optional(Type.String()), understood: Type.Optional(Type.Unknown())
    }),
    replies: Type.Array(Type.Unknown()),
    memory: MemorySchema,
    state: StateSchema,
    ms: Type.Number()
  }, closed), { maxItems: MAX_TURNS }),
  pushed: Type.Array(Type.Object({ after: Type.Integer({ minimum: 0 }), messages: Type.Array(Type.Unknown()) },
    closed)),
  edits: Type.Array(Type.Object({
    after: Type.Integer({ minimum: 0 }),
    memory: Type.Optional(MemorySchema),
    language: Type.Optional(Type.String())
  }, closed))
}, closed)

export type KeptConversation = Static<typeof KeptConversationSchema>

/** What is kept is enough to go on; the calls and logs of its turns are not. */
export function snapshotOf ({ state, memory, turns, pushed, edits }: KeptConversation): Snapshot {
  const options = { now: Date.now, uuid: () => state.id }
  const records = turns.map(({ input, replies, memory, state, ms }, index): TurnRecord => {
    const given = input as TurnRecord['input']
    return {
      number: index + 1,
      input: given,
      replies,
      text: repliesToText(replies),
      memory,
      changes: memoryChanges(turns[index - 1]?.memory ?? {}, memory),
      state: stateOf(state, memory),
      nlp: tellNlp(input.text, (input.understood ?? {}) as NluOverride, state.language, options),
      calls: [],
      logs: [],
      ms
    }
  })
  return {
    turns: records,
    state: stateOf(state, memory),
    pushed: pushed.map(({ after, messages }, index) => ({
      number: index + 1, after, messages, text: repliesToText(messages), findings: []
    })),
    edits: edits as Edit[]
  }
}

function stateOf (state: Static<typeof StateSchema>, memory: Record<string, unknown>): ConversationState {
  return { ...state, memory } as ConversationState
}
