import type {
  ButtonsReply,
  CardReply,
  CarouselReply,
  ClientDataReply,
  CustomReply,
  ListReply,
  PictureReply,
  QuickRepliesReply,
  TextReply,
  VideoReply
} from '../../../schemas/replies.ts'
import { FST_BOT_REPLY_INVALID } from '../../errors.ts'
import { isMissing, isObject, describeType } from '../kind.ts'
import { toButtons, toQuickReplies, type BuiltButton, type ButtonInput, type QuickReplyInput } from './buttons.ts'
import {
  requireAddress, requireBoolean, requireFilledString, requireFilledList, requireSeconds, requireString
} from './check.ts'

// Each returns the message as it is sent, and throws FST_BOT_REPLY_INVALID with the path of a value that cannot be.

/** Options of every message. */
export interface MessageOptions {
  /** Seconds to wait after this message and before the next, 0 to 5. Default: what is set for the bot. */
  delay?: number | null | undefined
}

/** Options of a text. */
export interface TextOptions extends MessageOptions {
  /** Whether stars and underscores mean bold and italics. Default: false. */
  markdown?: boolean | null | undefined
}

/** A card, or a row of a list; a string is its title. */
export type CardInput = string | {
  title: string
  subtitle?: string | null | undefined
  /** Absolute address; images are shown when it is https. */
  imageUrl?: string | null | undefined
  buttons?: readonly ButtonInput[] | null | undefined
}

interface BuiltCard { title: string, subtitle?: string, imageUrl?: string, buttons: BuiltButton[] }

/**
 * Words. The web client cuts them at 640 characters.
 *
 * @example
 * return text('**Roger** that', { markdown: true, delay: 2 })
 */
export function text (content: string, options: TextOptions = {}): TextReply {
  return { type: 'text', content: requireFilledString(content, '/content'), ...formatted(options) }
}

/**
 * A picture by its address.
 *
 * @example
 * return picture('https://example.com/hotel.png')
 */
export function picture (url: string, options: MessageOptions = {}): PictureReply {
  return { type: 'picture', content: requireAddress(url, '/content'), ...delayed(options) }
}

/**
 * A video by its address. The web client shows nothing.
 *
 * @example
 * return video('https://example.com/tour.mp4')
 */
export function video (url: string, options: MessageOptions = {}): VideoReply {
  return { type: 'video', content: requireAddress(url, '/content'), ...delayed(options) }
}

/**
 * A question with suggested answers, which vanish after the next message.
 *
 * @example
 * return quickReplies('Which city?', ['Paris', 'Lyon'])
 */
export function quickReplies (
  title: string, answers: readonly QuickReplyInput[], options: TextOptions = {}
): QuickRepliesReply {
  return {
    type: 'quickReplies',
    content: {
      title: requireString(title, '/content/title'),
      buttons: toQuickReplies(requireFilledList(answers, '/content/buttons'), '/content/buttons')
    },
    ...formatted(options)
  }
}

/**
 * A text with buttons, which stay. The web client and Messenger show 3.
 *
 * @example
 * return buttons('Shall I book it?', ['Yes', 'No'])
 */
export function buttons (title: string, buttons: readonly ButtonInput[], options: MessageOptions = {}): ButtonsReply {
  return {
    type: 'buttons',
    content: {
      title: requireFilledString(title, '/content/title'),
      buttons: toButtons(requireFilledList(buttons, '/content/buttons'), '/content/buttons')
    },
    ...delayed(options)
  }
}

/**
 * A title, a subtitle, an image and buttons.
 *
 * @example
 * return card({ title: 'Hotel du Nord', subtitle: '2 nights', buttons: ['Book'] })
 */
export function card (card: CardInput, options: MessageOptions = {}): CardReply {
  return { type: 'card', content: cardFrom(card, '/content'), ...delayed(options) }
}

/**
 * Cards side by side. Messenger takes 10.
 *
 * @example
 * return carousel(['Hotel du Nord', { title: 'Hotel du Sud', subtitle: 'full' }])
 */
export function carousel (cards: readonly CardInput[], options: MessageOptions = {}): CarouselReply {
  return { type: 'carousel', content: cardsFrom(cards, '/content'), ...delayed(options) }
}

/** Options of a list. */
export interface ListMessageOptions extends MessageOptions {
  /** Buttons below all rows; the web client and Messenger show one. Default: none. */
  buttons?: readonly ButtonInput[] | null | undefined
}

/**
 * Rows under each other. Messenger takes 2 to 4.
 *
 * @example
 * return list(['Hotel du Nord', 'Hotel du Sud'], { buttons: ['More'] })
 */
export function list (elements: readonly CardInput[], options: ListMessageOptions = {}): ListReply {
  const pause = delayed(options)
  const { buttons } = options
  return {
    type: 'list',
    content: {
      elements: cardsFrom(elements, '/content/elements'), buttons: toButtons(buttons ?? [], '/content/buttons')
    },
    ...pause
  }
}

/**
 * A message in the channel's own format.
 *
 * @example
 * return custom({ attachment: { type: 'template' } })
 */
export function custom (content: object | readonly unknown[], options: MessageOptions = {}): CustomReply {
  if (typeof content !== 'object' || content === null) {
    throw new FST_BOT_REPLY_INVALID(
      '/content', `must be an object or a list, not ${describeType(content)}`, 'write it in the format of the channel'
    )
  }
  return { type: 'custom', content: content as CustomReply['content'], ...delayed(options) }
}

/**
 * Pairs of key and value for the page around the web client. The user does not see them.
 *
 * @example
 * return ['Done.', clientData({ order: '1234' })]
 */
export function clientData (data: Readonly<Record<string, string>>): ClientDataReply {
  if (!isObject(data)) {
    throw new FST_BOT_REPLY_INVALID('/content', `must be an object, not ${describeType(data)}`, 'write { key: value }')
  }
  const elements = Object.entries(data).map(([key, value], index) => ({
    key, value: requireString(value, `/content/elements/${index}/value`)
  }))
  return { type: 'client_data', content: { elements } }
}

function cardsFrom (cards: readonly CardInput[], path: string): BuiltCard[] {
  return requireFilledList(cards, path).map((card, index) => cardFrom(card, `${path}/${index}`))
}

function cardFrom (card: CardInput, path: string): BuiltCard {
  if (typeof card === 'string') return { title: requireFilledString(card, `${path}/title`), buttons: [] }
  if (!isObject(card)) {
    throw new FST_BOT_REPLY_INVALID(
      path, `must be a string or a card, not ${describeType(card)}`, "write { title: '...' }"
    )
  }
  const { title, subtitle, imageUrl, buttons, ...others } = card
  return {
    title: requireFilledString(title, `${path}/title`),
    ...(!isMissing(subtitle) && { subtitle: requireString(subtitle, `${path}/subtitle`) }),
    ...(!isMissing(imageUrl) && { imageUrl: imageUrl === '' ? '' : requireAddress(imageUrl, `${path}/imageUrl`) }),
    buttons: toButtons(buttons ?? [], `${path}/buttons`),
    ...others
  }
}

function delayed (options: MessageOptions): { delay?: number } {
  if (!isObject(options)) {
    throw new FST_BOT_REPLY_INVALID(
      '', `the options must be an object, not ${describeType(options)}`, 'write { delay: 2 }'
    )
  }
  const { delay } = options
  return isMissing(delay) ? {} : { delay: requireSeconds(delay, '/delay') }
}

function formatted (options: TextOptions): { delay?: number, markdown?: boolean } {
  const pause = delayed(options)
  const { markdown } = options
  return isMissing(markdown) ? pause : { ...pause, markdown: requireBoolean(markdown, '/markdown') }
}
