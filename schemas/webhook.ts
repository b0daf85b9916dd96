import { Type } from '@sinclair/typebox'
import { ConversationSchema, MemorySchema, type Conversation, type Memory } from './conversation.ts'
import { embed, field, named, optional, source, type Fields } from './field.ts'
import { NlpSchema, type Nlp } from './nlp.ts'
import { WireReplySchema, type OtherReply, type Reply } from './replies.ts'

const { webhookPage, captures } = source

const exampleCall = {
  conversation: {
    id: 'a2f1c5d0-6c1e-4a55-9d1f-6f0f8a1f1c11',
    language: 'en',
    memory: { person: { fullname: 'Ada', raw: 'Ada', confidence: 0.95 } },
    skill_stack: ['small-talk'],
    skill: 'small-talk',
    skill_occurences: 1
  },
  nlp: {
    source: 'hi',
    intents: [{ slug: 'greetings', confidence: 0.99 }],
    sentiment: 'vpositive',
    entities: {},
    act: 'assert',
    type: null,
    version: '2.10.1',
    processing_language: 'en',
    language: 'en',
    uuid: '96597974-3ee1-4743-8a5d-341b67effb9a',
    status: 200,
    timestamp: '2017-10-25T21:36:02.071243+00:00'
  }
}

/** Schema of the body that the platform sends to a webhook. */
export const WebhookRequestSchema = Type.Object(
  {
    conversation: Type.Optional(embed(ConversationSchema)),
    nlp: Type.Optional(embed(NlpSchema)),
    action_id: optional(
      Type.String(),
      field('Identifies the webhook action of the bot; since 2018.', 'ed62dc85-d66f-4121-ac56-4034f95e1729', captures)
    ),
    conversation_id: optional(
      Type.Union([Type.String(), Type.Number()]),
      field(
        "Where a custom body of the bot author usually puts the conversation's id.",
        'dfe96cdd-e98b-44ae-a4d7-ea68d5570094',
        captures
      )
    ),
    qna: Type.Optional(Type.Unknown(field('Seen once, empty.', {}, captures))),
    messages: Type.Optional(
      Type.Unknown(field('An empty list in the first documented body; elsewhere absent.', [], webhookPage))
    )
  },
  {
    ...named('BotWebhookRequest'),
    additionalProperties: true,
    ...field(
      'State of the conversation. A custom body of the bot author may hold anything else instead: no field is ' +
        'required.',
      exampleCall,
      webhookPage
    )
  }
)

/** Schema of what a webhook answers. */
export const WebhookResponseSchema = Type.Object({
  replies: Type.Optional(Type.Array(embed(WireReplySchema), field(
    'Messages to the user, in order.', [{ type: 'text', content: 'Roger that' }], webhookPage
  ))),
  conversation: Type.Optional(Type.Object({
    memory: Type.Optional(embed(MemorySchema)),
    language: Type.Optional(Type.String(field(
      'ISO 639-1 code of the language to go on in.', 'fr', webhookPage
    )))
  }, {
    additionalProperties: true,
    description: 'What changes. The memory replaces the bot\'s as a whole; without one the bot keeps its own.',
    $comment: webhookPage
  }))
}, {
  ...named('BotWebhookResponse'),
  additionalProperties: true,
  ...field('The answer to the platform.', {
    replies: [{ type: 'text', content: 'Roger that' }], conversation: { memory: { key: 'value' } }
  }, webhookPage)
})

/** The body that the platform sends to a webhook. */
export interface WebhookRequest extends Omit<Fields<typeof WebhookRequestSchema.properties>, 'conversation' | 'nlp'> {
  conversation?: Conversation
  nlp?: Nlp
}

/** What a webhook answers. */
export interface WebhookResponse {
  replies?: Array<Reply | OtherReply>
  conversation?: { memory?: Memory, language?: string, [key: string]: unknown }
  [key: string]: unknown
}
