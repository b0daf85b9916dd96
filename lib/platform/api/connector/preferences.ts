import { Type } from '@sinclair/typebox'
import { customOption, isAny, oneOf, optionsSchema, wholeNumber } from '../../../shared/options/option.ts'

/** How the webchat looks: the platform's names, with defaults for all that its clients read. */
export interface ChannelPreferences {
  readonly accentColor: string
  readonly complementaryColor: string
  readonly botMessageColor: string
  readonly botMessageBackgroundColor: string
  readonly backgroundColor: string
  readonly headerLogo: string
  readonly headerTitle: string
  readonly botPicture: string
  readonly userPicture: string
  readonly onboardingMessage: string
  readonly expanderLogo: string
  readonly expanderTitle: string
  /** Hours that a page keeps its conversation. */
  readonly conversationTimeToLive: number
  readonly openingType: 'always' | 'never' | 'memory'
  readonly welcomeMessage: string
  readonly characterLimit: number
  readonly userInputPlaceholder: string
  readonly menu: unknown
  /** Language of the texts around the conversation. */
  readonly language: string
}

const text = (description: string, byDefault = '') => Type.String({ description, default: byDefault })

export const preferencesSchema = optionsSchema<Partial<ChannelPreferences>>({
  accentColor: text('Colour of the header and of what the user says, as CSS.', '#2563eb'),
  complementaryColor: text('Colour on top of it.', '#ffffff'),
  botMessageColor: text('Colour of what the bot says.', '#1f2937'),
  botMessageBackgroundColor: text('Colour behind it.', '#f1f3f6'),
  backgroundColor: text('Colour behind the messages.', '#ffffff'),
  headerLogo: text('Address of a picture in the header.'),
  headerTitle: Type.String({ description: 'Text in the header.', defaultText: "the bot's name" }),
  botPicture: text("Address of the bot's picture."),
  userPicture: text("Address of the user's picture."),
  onboardingMessage: text('What the closed chat says.'),
  expanderLogo: text('Address of a picture in the button that opens the chat.'),
  expanderTitle: text('Text in that button.'),
  conversationTimeToLive: Type.Number({
    description: 'How long a page keeps its conversation.',
    minimum: 0,
    expected: 'a number of hours from 0',
    default: 24
  }),
  openingType: oneOf(['always', 'never', 'memory'], {
    description: 'Whether the chat is open for a new user; later it is as the user left it.', default: 'never'
  }),
  welcomeMessage: text('What the bot says first.'),
  characterLimit: wholeNumber('characters', {
    description: 'The longest sentence of a user; 0 for any.', minimum: 0, default: 0
  }),
  userInputPlaceholder: text('What stands in the empty input.'),
  menu: customOption<unknown>(isAny, {
    description: "The persistent menu, in the platform's form.",
    typeName: 'object',
    expected: 'a menu',
    default: null
  }),
  language: Type.String({
    description: 'Language of the texts around the conversation.', defaultText: "the bot's first"
  })
}, { title: 'ChannelPreferences', description: 'How the webchat looks.' })

/** @param given read by their schema */
export function completePreferences (given: Partial<ChannelPreferences>, bot: {
  name: string, language: string
}): ChannelPreferences {
  return { headerTitle: bot.name, language: bot.language, ...given } as ChannelPreferences
}
