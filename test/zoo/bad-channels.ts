import type { ChannelName } from '../../lib/replies/channels.ts'
import type { Animal } from './animal.ts'
import { says } from './webhook.ts'

/** Answers every call with some replies that are good in most places, and not on one channel. */
const on = (channel: ChannelName, rule: string, ...replies: unknown[]): Animal => ({ rule, channels: [channel], habits: { answer: call => ({ ...says(call, ''), replies }) } })
const press = { title: 'Yes', type: 'postback', value: 'yes' }
const hotel = { title: 'Hotel du Nord', subtitle: 'Paris', imageUrl: 'https://example.com/hotel.png', buttons: [press] }

/** A card as many write it, without one field. */
function without (field: keyof typeof hotel): { type: 'card', content: Partial<typeof hotel> } {
  const { [field]: left, ...content } = hotel
  return { type: 'card', content }
}

/** Those whose replies arrive on the channel that their authors had in mind. */
export const badChannels: Record<string, Animal> = {
  'says in three messages what LINE takes in one': on('line', 'reply-replies-many', ...['Hello', 'Nice to meet you', 'What can I do for you?'].map(content => ({ type: 'text', content }))),
  'shows pictures to a loudspeaker': on('alexa', 'reply-type-refused', { type: 'picture', content: hotel.imageUrl }),
  'shows films to the web client': on('webchat', 'reply-type-hidden', { type: 'video', content: 'https://example.com/tour.mp4' }),
  'links to a page from SAP Jam': on('jam', 'reply-button-type-unsupported', { type: 'card', content: { ...hotel, buttons: [{ title: 'Open', type: 'web_url', value: 'https://example.com' }] } }),
  'sends a message of Messenger to Twitter': on('twitter', 'reply-custom-not-list', { type: 'custom', content: { text: 'Hello' } }),
  'serves its films from its own folder': on('teams', 'reply-address-relative', { type: 'video', content: '/public/tour.mp4' }),
  'prints addresses with underscores in rich text': on('twilio', 'reply-markdown-breaks-link', { type: 'text', content: '**Your ticket**: https://example.com/my_ticket_of_today', markdown: true }),
  'asks in rich text, and has no question': on('telegram', 'reply-markdown-without-title', { type: 'quickReplies', content: { buttons: [press] }, markdown: true }),
  'sends cards without buttons to Telegram': on('telegram', 'reply-buttons-missing', without('buttons')),
  'sends buttons with values only': on('line', 'reply-button-title-missing', { type: 'buttons', content: { title: 'Which?', buttons: [{ type: 'postback', value: 'Paris' }] } }),
  'sends cards without a subtitle to Twitter': on('twitter', 'reply-subtitle-missing', without('subtitle')),
  'sends cards without an image to Twitter': on('twitter', 'reply-image-missing', without('imageUrl')),
  'sends cards without a title by text message': on('twilio', 'reply-title-undefined', without('title')),
  'sends cards without a subtitle by text message': on('twilio', 'reply-subtitle-undefined', without('subtitle')),
  'sends cards without an image by text message': on('callr', 'reply-image-undefined', without('imageUrl')),
  'sends buttons with addresses only by text message': on('callr', 'reply-button-title-undefined', { type: 'buttons', content: { title: 'Your ticket', buttons: [{ type: 'web_url', value: 'https://example.com/4711' }] } })
}
