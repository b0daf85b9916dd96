import { isMissing } from '../kind.ts'
import type { MessageElement } from '../channels.ts'

/** A message whose shape was found to be right: what its type asks for is there. */
export interface Message {
  type: string
  content: unknown
  delay?: unknown
  markdown?: unknown
}

/** Something in a message that has a title or buttons, or both. */
export interface Part {
  title?: unknown
  subtitle?: unknown
  imageUrl?: unknown
  buttons?: Button[] | null
}

export interface Button {
  type?: unknown
  title?: unknown
  value?: unknown
  url?: unknown
}

/** The longest pause after a message, in seconds. The platform cuts longer ones. */
export const MAX_DELAY_S = 5

/** The types of button that one channel or another knows, in the spelling to be sent. */
export const buttonTypes: readonly string[] = [
  'postback', 'web_url', 'phonenumber', 'account_link', 'account_linking', 'element_share', 'trigger_skill'
]

/** Calls `visit` for each part of a message, with its JSON pointer. */
export function visitParts (
  { type, content }: Message, path: string, visit: (part: Part, place: MessageElement, path: string) => void
): void {
  switch (type) {
    case 'quickReplies':
    case 'buttons':
    case 'card':
      visit(content as Part, type, `${path}/content`)
      return
    case 'carousel':
    case 'carouselle':
      for (const [index, card] of (content as Part[]).entries()) visit(card, 'carousel', `${path}/content/${index}`)
      return
    case 'list': {
      const { elements, buttons } = content as { elements: Part[] } & Part
      for (const [index, element] of elements.entries()) visit(element, 'element', `${path}/content/elements/${index}`)
      visit(isMissing(buttons) ? {} : { buttons }, 'list', `${path}/content`)
    }
  }
}
