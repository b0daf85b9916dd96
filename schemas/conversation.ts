import { Type } from '@sinclair/typebox'
import { embed, field, named, optional, source, type Fields } from './field.ts'

const { webhookPage, statePage, memoryPage, participantPage, captures, dialogAnswers } = source

/** Schema of the memory of a conversation. */
export const MemorySchema = Type.Object({}, {
  ...named('BotMemory'),
  additionalProperties: true,
  ...field(
    'What the bot remembers of this conversation: any JSON under keys of the bot author\'s choice.',
    { person: { fullname: 'Ada', raw: 'Ada', confidence: 0.95 } },
    memoryPage
  )
})

/** Schema of the user of a conversation. */
export const ParticipantSchema = Type.Object({
  userName: optional(Type.String(), field(
    'Display name, on channels that supply one.', 'Ada Lovelace', participantPage
  )),
  username: optional(Type.String(), field(
    'Spelling of `userName` until September 2018.', 'Ada Lovelace', participantPage
  ))
}, {
  ...named('BotParticipant'),
  additionalProperties: true,
  ...field('What the channel told about the user. Empty on most channels.', { userName: 'Ada Lovelace' }, statePage)
})

/** Schema of a conversation as webhooks get it. */
export const ConversationSchema = Type.Object({
  id: optional(Type.Union([Type.String(), Type.Number()]), field(
    'Identifies the conversation. Opaque; absent in 2017, when only `conversation_id` was sent.',
    'a2f1c5d0-6c1e-4a55-9d1f-6f0f8a1f1c11', webhookPage
  )),
  conversation_id: optional(Type.Union([Type.String(), Type.Number()]), field(
    'Same value as `id`: the older name, sent in every captured call.',
    'a2f1c5d0-6c1e-4a55-9d1f-6f0f8a1f1c11', captures
  )),
  warning: optional(Type.String(), field(
    'A notice of the platform that `conversation_id` is deprecated. Carries no state.',
    'The conversation_id field will be depreciated', captures
  )),
  language: optional(Type.String(), field(
    'ISO 639-1 code of the language the conversation is held in.', 'en', webhookPage
  )),
  memory: Type.Optional(embed(MemorySchema)),
  skill_stack: optional(Type.Array(Type.String()), field(
    'Skills waiting to run; the last one runs first.', ['get-weather'], statePage
  )),
  skill: optional(Type.String(), field(
    'Slug of the skill whose action calls the webhook; a UUID in 2017.', 'get-weather', webhookPage
  )),
  skill_occurences: optional(Type.Number(), field(
    'How many messages in a row this skill has handled. The platform spells it with one r.', 1, statePage
  )),
  last_skill: optional(Type.String(), field(
    'Older name of `skill`.', 'get-weather', dialogAnswers
  )),
  last_skill_occurences: optional(Type.Number(), field(
    'Older name of `skill_occurences`.', 1, dialogAnswers
  )),
  participant_data: optional(embed(ParticipantSchema))
}, {
  ...named('BotConversation'),
  additionalProperties: true,
  description: 'State of the conversation at the moment of the call.',
  $comment: webhookPage
})

/** The memory of a conversation: any keys. */
export type Memory = Record<string, unknown>

/** The user of a conversation. */
export interface Participant extends Fields<typeof ParticipantSchema.properties> {
  [key: string]: unknown
}

/** A conversation as webhooks get it. */
export interface Conversation extends Omit<
  Fields<typeof ConversationSchema.properties>, 'memory' | 'participant_data'
> {
  memory?: Memory
  participant_data?: Participant | null
}
