import type { Animal } from './animal.ts'
import { says } from './webhook.ts'

/** Answers every call with some replies, and with the memory as it came. */
const replying = (rule: string, ...replies: unknown[]): Animal => ({ rule, habits: { answer: call => ({ ...says(call, ''), replies }) } })
const hello = { type: 'text', content: 'Hello' }
const press = { title: 'Yes', type: 'postback', value: 'yes' }
const hotel = { title: 'Hotel du Nord', subtitle: 'Paris', imageUrl: 'https://example.com/hotel.png', buttons: [press] }
const row = { ...hotel, buttons: [] }
const overview = 'Two sisters leave their village, and find out that the city has not waited for them. '

/** Those whose replies the platform refuses, or shows otherwise than they were meant. */
export const badReplies: Record<string, Animal> = {
  'answers a list of lists': replying('reply-reply-not-object', [hello]),
  'forgets the type': replying('reply-type-missing', { content: 'Hello' }),
  'writes its text beside the type': replying('reply-content-missing', { type: 'text', text: 'Hello' }),
  'asks in a string': replying('reply-content-not-object', { type: 'quickReplies', content: 'Yes or no?' }),
  'sends an empty text': replying('reply-text-empty', { type: 'text', content: '' }),
  'sends a whole response as a text': replying('reply-text-not-string', { type: 'text', content: { statusCode: 200, body: 'Hello' } }),
  'sends its answer as a text': replying('reply-body-as-text', { type: 'text', content: JSON.stringify({ replies: [hello] }) }),
  'wraps its replies twice': replying('reply-body-as-reply', { replies: [hello] }),
  'sends the memory as one more reply': replying('reply-memory-as-reply', hello, { conversation: { memory: { city: 'Paris' } } }),
  'sends one card as a carousel': replying('reply-carousel-not-list', { type: 'carousel', content: hotel }),
  'sends a list without rows': replying('reply-list-without-elements', { type: 'list', content: { title: 'Hotels', buttons: [] } }),
  'sends names for cards': replying('reply-card-not-object', { type: 'carousel', content: ['Hotel du Nord', 'Hotel du Sud'] }),
  'sends one button and no list': replying('reply-buttons-not-list', { type: 'buttons', content: { title: 'Sure?', buttons: press } }),
  'sends words for buttons': replying('reply-button-not-object', { type: 'buttons', content: { title: 'Sure?', buttons: ['Yes', 'No'] } }),

  'invents a type': replying('reply-type-unknown', { type: 'rolelist', content: [{ role: 'admin' }] }),
  'writes its delay as a text': replying('reply-delay-not-number', { ...hello, delay: '2' }),
  'counts its delay in milliseconds': replying('reply-delay-out-of-range', { ...hello, delay: 1500 }),
  'writes false as a text': replying('reply-markdown-not-boolean', { ...hello, markdown: 'false' }),
  'prints a card in bold': replying('reply-markdown-ignored', { type: 'card', content: { ...hotel, title: '**Hotel du Nord**' }, markdown: true }),
  'serves its posters by http': replying('reply-image-not-https', { type: 'card', content: { ...hotel, imageUrl: 'http://posters.example.com/w640/1.jpg' } }),
  'links to a ticket without an address': replying('reply-link-invalid', { type: 'buttons', content: { title: 'Your ticket', buttons: [{ title: 'Open', type: 'web_url', value: '' }] } }),
  'prints a number as a subtitle': replying('reply-label-not-string', { type: 'card', content: { ...hotel, subtitle: 129.5 } }),
  'has a product without a name': replying('reply-button-title-empty', { type: 'buttons', content: { title: 'Which?', buttons: [press, { ...press, title: '' }] } }),
  'takes buttons for quick replies': replying('reply-button-type-missing', { type: 'buttons', content: { title: 'Sure?', buttons: [{ title: 'Yes', value: 'yes' }] } }),
  'spells phone_number as it is documented': replying('reply-button-type-spelling', { type: 'buttons', content: { title: 'Call us', buttons: [{ title: 'Call', type: 'phone_number', value: '+33123456789' }] } }),
  'left BUTTON_TYPE of the documentation in': replying('reply-button-type-unknown', { type: 'buttons', content: { title: 'Sure?', buttons: [{ ...press, type: 'BUTTON_TYPE' }] } }),

  'sends a whole article': replying('reply-text-long', { type: 'text', content: overview.repeat(10) }),
  'has long names for its rows': replying('reply-title-long', { type: 'list', content: { elements: [row, { ...row, title: 'Sales order 4711 of the customer 1000042' }], buttons: [] } }),
  'tells a film in a subtitle': replying('reply-subtitle-long', { type: 'carousel', content: [{ ...hotel, subtitle: overview.repeat(3) }] }),
  'makes headlines buttons': replying('reply-button-title-long', { type: 'quickReplies', content: { title: 'Read what?', buttons: [{ title: 'The city has opened its third bridge', value: '1' }] } }),
  'sends one button for each row of a table': replying('reply-buttons-many', { type: 'buttons', content: { title: 'Which?', buttons: Array.from({ length: 12 }, () => press) } }),
  'asks what there is nothing to answer to': replying('reply-buttons-none', { type: 'quickReplies', content: { title: 'Which order?', buttons: [] } }),
  'lists every order there is': replying('reply-items-many', { type: 'list', content: { elements: Array.from({ length: 80 }, () => row), buttons: [] } }),
  'lists the only order there is': replying('reply-items-few', { type: 'list', content: { elements: [row], buttons: [] } })
}
