import type { TSchema } from '@sinclair/typebox'
import { ButtonSchema, QuickReplySchema } from './buttons.ts'
import { ConversationSchema, MemorySchema, ParticipantSchema } from './conversation.ts'
import { ErrorBodySchema } from './error-body.ts'
import { goldEntities } from './gold-entities.ts'
import { EntitiesSchema, EntitySchema, IntentSchema, NlpSchema } from './nlp.ts'
import {
  CardSchema, knownReplies, ListElementSchema, OtherReplySchema, ReplySchema, WireReplySchema
} from './replies.ts'
import { WebhookRequestSchema, WebhookResponseSchema } from './webhook.ts'

/**
 * Every schema of the wire. Add them to an app to refer to them by their `$id` in its own routes.
 *
 * @example
 * for (const schema of botSchemas) app.addSchema(schema)
 * app.post('/preview', { schema: { body: { $ref: 'BotReply#' } } }, preview)
 */
export const botSchemas: readonly TSchema[] = [
  WebhookRequestSchema,
  ConversationSchema,
  MemorySchema,
  ParticipantSchema,
  NlpSchema,
  IntentSchema,
  EntitiesSchema,
  EntitySchema,
  ...Object.values(goldEntities),
  WebhookResponseSchema,
  WireReplySchema,
  ReplySchema,
  ...knownReplies,
  OtherReplySchema,
  CardSchema,
  ListElementSchema,
  ButtonSchema,
  QuickReplySchema,
  ErrorBodySchema
]
