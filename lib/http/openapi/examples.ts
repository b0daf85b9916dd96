import type { TSchema } from '@sinclair/typebox'
import { knownReplies } from '../../../schemas/replies.ts'
import { WebhookRequestSchema } from '../../../schemas/webhook.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'

interface Example { summary: string, value: unknown }

const MOST_SKILLS = 20 // a documentation page, not a dump

/** A call for each skill that has a name; for a custom body, what its schema gives as examples. */
export function requestExamples (body: TSchema, skills: readonly RegisteredHandler[]): Record<string, Example> {
  if (body !== WebhookRequestSchema) {
    const examples: unknown[] = body.examples ?? []
    return Object.fromEntries(
      examples.map((value, index) => [`example${index + 1}`, { summary: 'A custom body', value }])
    )
  }
  const [call] = WebhookRequestSchema.examples as [{ conversation: Record<string, unknown> }]
  const named = skills.filter(({ kind }) => kind === 'skill').slice(0, MOST_SKILLS)
  if (named.length === 0) return { call: { summary: 'A call of the platform', value: call } }
  return Object.fromEntries(named.map(({ label, summary, memory }) => [label, {
    summary: `${label}${summary === undefined ? '' : `: ${summary}`}`,
    value: {
      ...call,
      conversation: {
        ...call.conversation,
        memory: memory?.examples?.[0] ?? call.conversation.memory,
        skill: label,
        skill_stack: [label]
      }
    }
  }]))
}

/** An answer with each type of reply. */
export function responseExamples (): Record<string, Example> {
  return Object.fromEntries(knownReplies.map(({ properties, description = '', examples }) => [properties.type.const, {
    summary: description,
    value: { replies: examples, conversation: { memory: { key: 'value' } } }
  }]))
}
