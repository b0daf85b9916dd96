import { knownReplies } from '../../../schemas/replies.ts'
import { WebhookRequestSchema } from '../../../schemas/webhook.ts'
import type { RegisteredHandler } from '../../bot/registered-handler.ts'
import { addComponent, type OpenapiDocument } from './document.ts'

interface Example { summary: string, value: unknown }

const MAX_SKILLS = 20 // a documentation page, not a dump

const [call] = WebhookRequestSchema.examples as [{ conversation: Record<string, unknown> }]

/** A call for each skill that has a name; without one, the call that is in the document for all. */
export function callExamples (document: OpenapiDocument, skills: readonly RegisteredHandler[]): Record<string, object> {
  const named = skills.filter(({ kind }) => kind === 'skill').slice(0, MAX_SKILLS)
  if (named.length === 0) {
    return {
      call: addComponent(document, 'examples', 'BotCall', () => ({ summary: 'A call of the platform', value: call }))
    }
  }
  return Object.fromEntries(named.map(handler => [handler.label, callExample(handler)]))
}

/** What the schema of a custom body gives as examples; nothing when it gives none. */
export function customExamples (schema: object): Record<string, Example> | undefined {
  const { examples } = schema as { examples?: unknown[] }
  if (!Array.isArray(examples) || examples.length === 0) return undefined
  return Object.fromEntries(
    examples.map((value, index) => [`example${index + 1}`, { summary: 'A custom body', value }])
  )
}

/** An answer with each type of reply. */
export function answerExamples (): Record<string, Example> {
  return Object.fromEntries(knownReplies.map(({ properties, description = '', examples }) => [properties.type.const, {
    summary: description,
    value: { replies: examples, conversation: { memory: { key: 'value' } } }
  }]))
}

function callExample ({ label, summary, memory }: RegisteredHandler): Example {
  const { examples = [] } = Object(memory) as { examples?: unknown[] }
  return {
    summary: `${label}${summary === undefined ? '' : `: ${summary}`}`,
    value: {
      ...call,
      conversation: {
        ...call.conversation, memory: examples[0] ?? call.conversation.memory, skill: label, skill_stack: [label]
      }
    }
  }
}
