import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { customOption, isAny } from '../shared/options/option.ts'
import { suggest } from '../shared/suggest.ts'

/** A place in a message where a title and buttons may stand. `carousel` is a card in it, `element` a row of a list. */
export type MessageElement = 'quickReplies' | 'buttons' | 'card' | 'carousel' | 'element' | 'list'

/** How much a channel takes in one place: characters, or how many. What is beyond is cut, dropped or refused. */
export interface ChannelLimits {
  title?: number
  subtitle?: number
  buttonTitle?: number
  buttons?: number
  fewestButtons?: number
  /** Cards of a carousel, rows of a list. */
  items?: number
  fewestItems?: number
}

/** What a channel does with messages, as far as that is known. */
export interface ChannelProfile {
  /** Types of message that it takes; it refuses others, and what follows them is lost. Default: all known types. */
  takes?: readonly string[]
  /** Types that it takes and does not show. */
  hides?: readonly string[]
  /** Types of button that do there what their name says. Default: all. */
  buttonTypes?: readonly string[]
  /** Whether the first reply of an answer arrives only. */
  firstReplyOnly?: true
  /** Characters of a text. */
  text?: number
  limits?: { readonly [P in MessageElement]?: ChannelLimits }
  /** Places where it crashes on a message, or refuses it, when a field is missing. */
  needs?: { readonly [F in NeededField]?: readonly MessageElement[] }
  /** Places where the user reads the word "undefined" or "null" when a field is missing. */
  prints?: { readonly [F in PrintedField]?: readonly MessageElement[] }
  /** Whether it breaks underscores in addresses while it turns markdown into plain text. */
  breaksMarkdownLinks?: true
  /** Whether quick replies with markdown and without a title crash it. */
  markdownNeedsTitle?: true
  /** Whether quick replies are shown only as long as no other message follows. */
  quickRepliesLast?: true
  /** Whether it downloads pictures and videos, and crashes when their address is relative. */
  downloads?: true
  /** Whether the content of a custom message must be a list. */
  customIsList?: true
}

export type NeededField = 'buttons' | 'subtitle' | 'imageUrl' | 'buttonTitle'
export type PrintedField = 'title' | 'subtitle' | 'imageUrl' | 'buttonTitle'

const everywhere: readonly MessageElement[] = ['quickReplies', 'buttons', 'card', 'carousel', 'element', 'list']
const cards: readonly MessageElement[] = ['card', 'carousel', 'element']
const common = ['text', 'picture', 'video', 'quickReplies', 'buttons', 'card', 'carousel', 'carouselle', 'list']
const cardLimits: ChannelLimits = { title: 80, subtitle: 80, buttonTitle: 80, buttons: 3 }
const rowLimits: ChannelLimits = { title: 25, subtitle: 50, buttonTitle: 20, buttons: 1 }

/** Plain text by the Bot Connector's text formatting. */
const textOnly: ChannelProfile = {
  takes: common,
  needs: { buttons: ['quickReplies', 'buttons'] },
  prints: {
    title: ['quickReplies', 'buttons', ...cards],
    subtitle: cards,
    imageUrl: cards,
    buttonTitle: ['quickReplies', 'buttons', 'card', 'carousel']
  },
  breaksMarkdownLinks: true,
  markdownNeedsTitle: true
}

/**
 * The channels of the platform. Sources: the formatters of the Bot Connector
 * (github.com/SAPConversationalAI/bot-connector), executed with messages of every type; the web client
 * (github.com/SAP-archive/Webchat) for what `webchat` shows; the platform documentation and its issue tracker for
 * `jam`, the connector's source for `alexa`.
 */
export const channels = {
  /** The platform's web client. */
  webchat: {
    takes: [...common, 'audio', 'custom', 'client_data'],
    hides: ['video', 'audio', 'custom'],
    buttonTypes: ['postback', 'web_url', 'phonenumber', 'trigger_skill'],
    text: 640,
    limits: {
      quickReplies: { buttonTitle: 20 },
      buttons: { title: 640, buttonTitle: 80, buttons: 3 },
      card: cardLimits,
      carousel: cardLimits,
      element: rowLimits,
      list: { buttonTitle: 20, buttons: 1 }
    },
    needs: { buttonTitle: ['quickReplies'] },
    quickRepliesLast: true
  },
  messenger: {
    takes: [...common, 'audio', 'custom'],
    buttonTypes: ['postback', 'web_url', 'phonenumber', 'account_link', 'account_linking', 'element_share'],
    text: 640,
    limits: {
      quickReplies: { buttons: 11 },
      buttons: { buttons: 3 },
      card: { buttons: 3 },
      carousel: { buttons: 3, items: 10 },
      element: { buttons: 1 },
      list: { buttons: 1, items: 4, fewestItems: 2 }
    },
    markdownNeedsTitle: true
  },
  slack: {
    takes: [...common, 'custom'],
    needs: { buttons: ['quickReplies', 'buttons', ...cards] },
    markdownNeedsTitle: true
  },
  telegram: {
    takes: [...common, 'custom'],
    needs: { buttons: everywhere },
    // an image is a link there
    prints: { title: ['carousel', 'element'], subtitle: ['element'], imageUrl: ['carousel'] },
    markdownNeedsTitle: true
  },
  line: {
    takes: [...common, 'custom'],
    buttonTypes: ['postback', 'web_url', 'phonenumber', 'element_share'],
    firstReplyOnly: true, // its reply token works once; read in the source, not run
    limits: {
      quickReplies: { buttonTitle: 20 },
      buttons: { buttonTitle: 20 },
      card: { buttonTitle: 20 },
      carousel: { buttonTitle: 12 },
      element: { buttonTitle: 20 },
      list: { buttonTitle: 20 }
    },
    needs: { buttons: everywhere, buttonTitle: everywhere },
    breaksMarkdownLinks: true,
    markdownNeedsTitle: true
  },
  kik: {
    takes: [...common, 'custom'],
    limits: { carousel: { fewestItems: 1 }, list: { fewestItems: 1 } },
    needs: { buttons: ['carousel', 'element'] },
    prints: { subtitle: ['element'], imageUrl: ['element'] },
    breaksMarkdownLinks: true,
    markdownNeedsTitle: true
  },
  /** Webex Teams, formerly Cisco Spark. */
  webex: { takes: [...common, 'custom'], breaksMarkdownLinks: true, markdownNeedsTitle: true },
  /** Microsoft Teams and Skype, through the Microsoft Bot Framework. */
  teams: { takes: common, needs: { buttons: everywhere }, markdownNeedsTitle: true, downloads: true },
  twitter: {
    takes: [...common, 'custom'],
    // cards: read, not run
    needs: { buttons: ['quickReplies', 'buttons', ...cards], subtitle: ['card'], imageUrl: cards },
    breaksMarkdownLinks: true,
    markdownNeedsTitle: true,
    downloads: true,
    customIsList: true
  },
  /** Text messages by Twilio. */
  twilio: textOnly,
  /** Text messages by CALLR. */
  callr: textOnly,
  /** SAP Jam. */
  jam: { takes: ['text', 'quickReplies', 'card', 'carousel', 'list'], buttonTypes: ['postback'] },
  alexa: { takes: ['text', 'card'] }
} as const satisfies Record<string, ChannelProfile>

/** Name of a channel that a bot can be connected to. */
export type ChannelName = keyof typeof channels

/**
 * What is looked at when no channel is chosen: the limits that the platform's documentation and its web client name,
 * which are Messenger's for the most part.
 */
export const documentedChannels: ChannelProfile = {
  text: 640,
  limits: {
    quickReplies: { buttonTitle: 20, buttons: 11, fewestButtons: 1 },
    buttons: { title: 640, buttonTitle: 80, buttons: 3, fewestButtons: 1 },
    card: cardLimits,
    carousel: { ...cardLimits, items: 10, fewestItems: 1 },
    element: rowLimits,
    list: { buttonTitle: 20, buttons: 1, items: 4, fewestItems: 2 }
  },
  needs: { buttonTitle: everywhere },
  quickRepliesLast: true,
  breaksMarkdownLinks: true,
  markdownNeedsTitle: true
}

/** A profile and the channel it stands for; none for the documented limits. */
export interface ChannelTarget { profile: ChannelProfile, channel?: ChannelName }

/** Names of channels as an option, which `resolveChannels` looks at. */
export function channelsOption (description: string) {
  return customOption<readonly ChannelName[]>(isAny, {
    description, typeName: 'ChannelName[]', expected: 'a list of channel names', default: []
  })
}

/** The profiles of the chosen channels. Fails on a name that is none. */
export function resolveChannels (names: readonly ChannelName[]): readonly ChannelTarget[] {
  if (!Array.isArray(names)) throw new FST_BOT_OPTION_INVALID('channels', 'must be a list of names of channels')
  if (names.length === 0) return [{ profile: documentedChannels }]
  return [...new Set<ChannelName>(names)].map(channel => {
    if (!Object.hasOwn(channels, channel)) throw new FST_BOT_OPTION_INVALID('channels', `has ${meant(String(channel))}`)
    return { profile: channels[channel], channel }
  })
}

function meant (name: string): string {
  const known = Object.keys(channels)
  const [first] = suggest(name, known)
  const hint = first === undefined ? `there are ${known.join(', ')}` : `did you mean '${first}'?`
  return `'${name}', which is no channel: ${hint}`
}
