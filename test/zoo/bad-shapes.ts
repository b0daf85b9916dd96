import type { Animal } from './animal.ts'
import { says, type Call } from './webhook.ts'

const answering = (rule: string, answer: (call: Call) => unknown): Animal => ({ rule, habits: { answer } })
const hello = { type: 'text', content: 'Hello' }

/** Those whose answers are objects, but not those that the platform reads. */
export const badShapes: Record<string, Animal> = {
  'calls its replies messages': answering('shape-messages-at-root', () => ({ messages: [hello] })),
  'answers a bare message': answering('shape-message-as-body', () => hello),
  'puts its replies into the conversation': answering('shape-replies-in-conversation', ({ conversation: { memory } }) => ({ conversation: { memory, replies: [hello] } })),
  'puts the memory beside its replies': answering('shape-memory-at-root', ({ conversation: { memory } }) => ({ replies: [hello], memory })),
  'has one reply and no list': answering('shape-replies-not-list', call => ({ ...says(call, ''), replies: hello })),
  'answers the id of its conversation': answering('shape-conversation-not-object', ({ conversation: { id } }) => ({ replies: [hello], conversation: id ?? '' })),
  'stringifies the memory': answering('shape-memory-not-object', ({ conversation: { memory } }) => ({ replies: [hello], conversation: { memory: JSON.stringify(memory) } })),
  'names its language': answering('shape-language-code', ({ conversation: { memory } }) => ({ replies: [hello], conversation: { memory, language: 'english' } })),
  'lists its languages': answering('shape-language-not-string', ({ conversation: { memory } }) => ({ replies: [hello], conversation: { memory, language: ['en', 'fr'] } })),
  'answers in words of its own': answering('shape-nothing', () => ({ success: true, data: 'Hello' }))
}
