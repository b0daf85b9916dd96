import type { Animal } from './animal.ts'
import { says, type Call } from './webhook.ts'

/** Answers every call with one message, and with the memory as it came. */
const replying = (rule: string, message: unknown): Animal => ({ rule, habits: { answer: call => ({ ...says(call, ''), replies: [message] }) } })
const answering = (rule: string, answer: (call: Call) => unknown): Animal => ({ rule, habits: { answer } })
const hello = { type: 'text', content: 'Hello' }
const press = { title: 'Yes', type: 'postback', value: 'yes' }

/** Those whose answers are objects, but not those that the platform reads. */
export const badShapes: Record<string, Animal> = {
  'calls its replies messages': answering('shape-messages-at-root', () => ({ messages: [hello] })),
  'answers a bare message': answering('shape-message-as-body', () => hello),
  'puts its replies into the conversation': answering('shape-replies-in-conversation', ({ conversation: { memory } }) => ({ conversation: { memory, replies: [hello] } })),
  'puts the memory beside its replies': answering('shape-memory-at-root', ({ conversation: { memory } }) => ({ replies: [hello], memory })),
  'has one reply and no list': answering('shape-replies-not-list', call => ({ ...says(call, ''), replies: hello })),
  'stringifies the memory': answering('shape-memory-not-object', ({ conversation: { memory } }) => ({ replies: [hello], conversation: { memory: JSON.stringify(memory) } })),
  'names its language': answering('shape-language-code', ({ conversation: { memory } }) => ({ replies: [hello], conversation: { memory, language: 'english' } })),
  'answers in words of its own': answering('shape-nothing', () => ({ success: true, data: 'Hello' })),

  'sends a whole response as a text': replying('reply-text-not-string', { type: 'text', content: { statusCode: 200, body: 'Hello' } }),
  'sends an empty text': replying('reply-text-empty', { type: 'text', content: '' }),
  'sends its answer as a text': replying('reply-body-as-text', { type: 'text', content: JSON.stringify({ replies: [hello] }) }),
  'forgets the type': replying('reply-type-missing', { content: 'Hello' }),
  'invents a type': replying('reply-type-unknown', { type: 'rolelist', content: [{ role: 'admin' }] }),
  'sends one card as a carousel': replying('reply-carousel-not-list', { type: 'carousel', content: { title: 'Hotel', subtitle: 'Paris', imageUrl: 'https://example.com/h.png', buttons: [press] } }),
  'sends a list without rows': replying('reply-list-without-elements', { type: 'list', content: { title: 'Hotels', buttons: [] } }),
  'sends one button and no list': replying('reply-buttons-not-list', { type: 'buttons', content: { title: 'Sure?', buttons: press } }),
  'sends one button for each row of a table': replying('reply-buttons-many', { type: 'buttons', content: { title: 'Which?', buttons: Array.from({ length: 12 }, () => press) } }),
  'counts its delay in milliseconds': replying('reply-delay-out-of-range', { ...hello, delay: 1500 })
}
