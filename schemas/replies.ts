import { Type, type SchemaOptions, type TSchema } from '@sinclair/typebox'
import { ButtonSchema, QuickReplySchema, type Button, type QuickReply } from './buttons.ts'
import { embed, embedAll, field, named, source, titled, type Fields, type Source } from './field.ts'
import { label } from './label.ts'

const { messagesPage, builderPage, connector, webClient, tutorials } = source

const flags = {
  delay: Type.Optional(
    Type.Union(
      [Type.Number(), Type.String(), Type.Null()],
      {
        ...titled('BotDelay'),
        ...field(
          'Seconds to wait after this message and before the next, 0 to 5. Null and "" mean not set.', 2, messagesPage
        )
      }
    )
  ),
  markdown: Type.Optional(
    Type.Union(
      [Type.Boolean(), Type.String(), Type.Null()],
      {
        ...titled('BotMarkdown'),
        ...field(
          'Rich text, in text and quickReplies only. Null means not set; the string "false" counts as true on most ' +
            'channels.',
          true,
          builderPage
        )
      }
    )
  )
}

const reply = <T extends string, C extends TSchema>(
  type: T, content: C, description: string, example: unknown, from: Source
) =>
    Type.Object(
      { type: Type.Literal(type), content, ...flags },
      {
        ...named(`Bot${type[0]?.toUpperCase()}${type.slice(1).replace('_d', 'D')}Reply`),
        additionalProperties: true,
        ...field(description, { type, content: example }, from)
      }
    )

const url = (example: string) => Type.String({
  minLength: 1, ...field('Address of the file. Images must be https to be displayed.', example, builderPage)
})
const buttons = Type.Optional(Type.Array(embed(ButtonSchema), {
  ...titled('BotButtons'),
  ...field(
    'Shown below; the web client and Messenger take 3. Write [] for none: several channels crash on a missing list.',
    [{ type: 'postback', title: 'Yes', value: 'yes' }], messagesPage
  )
}))

const holding = (description: string, from: Source = messagesPage): SchemaOptions =>
  ({ additionalProperties: true, description, $comment: from })

const cardFields = {
  title: label('Headline; cut at 80 characters, in lists at 25.', 'Hotel du Nord'),
  subtitle: label(
    'Second line; cut at 80 characters, in lists at 50. Text channels print "undefined" when it is missing.', '2 nights'
  ),
  imageUrl: label('Image, https. Text channels print "undefined" when it is missing.', 'https://example.com/hotel.png'),
  buttons
}
const exampleCard = {
  title: 'Hotel du Nord',
  subtitle: '2 nights',
  imageUrl: 'https://example.com/hotel.png',
  buttons: [{ type: 'web_url', title: 'Look', value: 'https://example.com/hotel' }]
}

/** Schema of a card. */
export const CardSchema = Type.Object(cardFields, {
  ...named('BotCard'), ...holding('A title, a subtitle, an image and buttons.')
})
/** Schema of a row of a list. */
export const ListElementSchema = Type.Object(cardFields, {
  ...named('BotListElement'), ...holding('One row of a list; its first button is shown.')
})

/** Schema of a text. */
export const TextReplySchema = reply(
  'text',
  Type.String({
    minLength: 1,
    ...field('The text. An empty one is refused; the web client cuts it at 640 characters.', 'Roger that', messagesPage)
  }),
  'Text.',
  'Roger that',
  messagesPage
)

/** Schema of a picture. */
export const PictureReplySchema = reply('picture', url('https://example.com/hotel.png'),
  'A picture.', 'https://example.com/hotel.png', messagesPage)

/** Schema of a video. */
export const VideoReplySchema = reply(
  'video',
  url('https://example.com/tour.mp4'),
  'A video. Every channel takes it but the web client, which shows nothing.',
  'https://example.com/tour.mp4',
  messagesPage
)

/** Schema of an audio file. */
export const AudioReplySchema = reply('audio', url('https://example.com/hello.mp3'),
  'A sound. Messenger only.', 'https://example.com/hello.mp3', connector)

/** Schema of a question with suggested answers. */
export const QuickRepliesReplySchema = reply(
  'quickReplies',
  Type.Object(
    {
      title: label('The question.', 'Which city?'),
      buttons: Type.Optional(
        Type.Array(
          embed(QuickReplySchema),
          field('Suggested answers; Messenger takes 11.', [{ title: 'Paris', value: 'Paris' }], messagesPage)
        )
      )
    },
    holding('A question and its suggested answers.')
  ),
  'A question with suggested answers that vanish after the next message.',
  { title: 'Which city?', buttons: [{ title: 'Paris', value: 'Paris' }, { title: 'Lyon', value: 'Lyon' }] },
  messagesPage
)

/** Schema of a text with buttons. */
export const ButtonsReplySchema = reply('buttons', Type.Object({
  title: label('The text above the buttons.', 'Shall I book it?'),
  buttons
}, holding('A text and its buttons.')), 'A text with buttons that stay.', {
  title: 'Shall I book it?', buttons: [{ type: 'postback', title: 'Yes', value: 'yes' }]
}, messagesPage)

/** Schema of a card. */
export const CardReplySchema = reply('card', embed(CardSchema), 'A card.', exampleCard, messagesPage)

const cards = Type.Array(
  embed(CardSchema), field('The cards themselves: a list, not an object with a list.', [exampleCard], messagesPage)
)

/** Schema of a carousel of cards. */
export const CarouselReplySchema = reply('carousel', cards,
  'Cards side by side: the content is the list itself. Messenger takes 10.', [exampleCard], messagesPage)

/** Schema of a carousel under its older name, `carouselle`. */
export const CarouselleReplySchema = reply('carouselle', cards,
  'Spelling of carousel until June 2017, still accepted.', [exampleCard], connector)

/** Schema of a list of rows. */
export const ListReplySchema = reply(
  'list',
  Type.Object(
    {
      elements: Type.Array(
        embed(ListElementSchema),
        field(
          'The rows; Messenger takes 2 to 4.',
          [{ title: 'Hotel du Nord', subtitle: '2 nights', imageUrl: '', buttons: [] }],
          messagesPage
        )
      ),
      buttons
    },
    holding('Rows, and buttons below them all.')
  ),
  'Rows under each other.',
  { elements: [exampleCard, { title: 'Hotel du Sud', subtitle: '3 nights', imageUrl: '', buttons: [] }], buttons: [] },
  messagesPage
)

/** Schema of a message in the channel's own format. */
export const CustomReplySchema = reply(
  'custom',
  Type.Union(
    [Type.Object({}, { additionalProperties: true }), Type.Array(Type.Unknown())],
    field(
      'A message of Messenger, a payload of Slack, a list of messages of Kik: see the channel.',
      { text: 'Hello' },
      connector
    )
  ),
  "Handed to the channel as it is, in that channel's own format.",
  { text: 'Hello' },
  connector
)

/** Schema of data for the page around the web client. */
export const ClientDataReplySchema = reply('client_data', Type.Object({
  elements: Type.Optional(Type.Array(Type.Object({
    key: label('Name.', 'theme'),
    value: Type.Optional(Type.Unknown(field('Value.', 'dark', tutorials)))
  }, holding('A pair.', tutorials)), field('Pairs of key and value.', [{ key: 'theme', value: 'dark' }], tutorials)))
}, holding('Pairs for the page.', tutorials)), 'Data for the page around the web client; not displayed. Since 2020.', {
  elements: [{ key: 'theme', value: 'dark' }]
}, tutorials)

/** Every type this package knows, in the order of how common it is. */
export const knownReplies = [
  TextReplySchema, PictureReplySchema, VideoReplySchema, AudioReplySchema, QuickRepliesReplySchema, ButtonsReplySchema,
  CardReplySchema, CarouselReplySchema, CarouselleReplySchema, ListReplySchema, CustomReplySchema, ClientDataReplySchema
] as const

/** A message of a type that this package knows. */
export const ReplySchema = Type.Union(embedAll(knownReplies), {
  ...named('BotReply'), description: 'A message to the user.', $comment: messagesPage
})

const knownTypes = knownReplies.map(({ properties }) => properties.type.const)

/** Schema of a reply of a type that is not known. */
export const OtherReplySchema = Type.Object(
  {
    type: Type.String({
      minLength: 1, pattern: `^(?!(?:${knownTypes.join('|')})$)`, ...field('Any other name.', 'rolelist', webClient)
    }),
    content: Type.Union(
      [
        Type.String({ minLength: 1 }),
        Type.Number(),
        Type.Boolean(),
        Type.Object({}, { additionalProperties: true }),
        Type.Array(Type.Unknown())
      ],
      field('Anything but nothing.', { roles: [] }, webClient)
    ),
    ...flags
  },
  {
    ...named('BotOtherReply'),
    additionalProperties: true,
    description: "A type of one's own, for a client that calls the dialog API itself. Channels refuse it.",
    $comment: messagesPage
  }
)

/** A message as it may cross the wire: types that only the caller's own client knows are passed on too. */
export const WireReplySchema = Type.Union([embed(ReplySchema), embed(OtherReplySchema)], {
  ...named('BotWireReply'),
  description: "A message to the user, of a known type or of the client's own.",
  $comment: connector
})

/**
 * What every message may say besides. Further keys are sent as they are: `any` takes interfaces without an index, too.
 */
interface MessageFlags extends Fields<typeof flags> {
  [key: string]: any
}

type CardFields = Omit<Fields<typeof cardFields>, 'buttons'>

/** A card. */
export interface Card extends CardFields {
  buttons?: Button[]
  [key: string]: any
}

/** A row of a list. */
export interface ListElement extends CardFields {
  buttons?: Button[]
  [key: string]: any
}

type Title = string | number | null

/** A text. */
export interface TextReply extends MessageFlags { type: 'text', content: string }
/** A picture. */
export interface PictureReply extends MessageFlags { type: 'picture', content: string }
/** A video. */
export interface VideoReply extends MessageFlags { type: 'video', content: string }
/** An audio file. */
export interface AudioReply extends MessageFlags { type: 'audio', content: string }
/** A question with suggested answers. */
export interface QuickRepliesReply extends MessageFlags {
  type: 'quickReplies'
  content: { title?: Title, buttons?: QuickReply[], [key: string]: any }
}
/** A text with buttons. */
export interface ButtonsReply extends MessageFlags {
  type: 'buttons'
  content: { title?: Title, buttons?: Button[], [key: string]: any }
}
/** A card. */
export interface CardReply extends MessageFlags { type: 'card', content: Card }
/** A carousel of cards. */
export interface CarouselReply extends MessageFlags { type: 'carousel', content: Card[] }
/** A carousel under its older name, `carouselle`. */
export interface CarouselleReply extends MessageFlags { type: 'carouselle', content: Card[] }
/** A list of rows. */
export interface ListReply extends MessageFlags {
  type: 'list'
  content: { elements: ListElement[], buttons?: Button[], [key: string]: any }
}
/** A message in the channel's own format. */
export interface CustomReply extends MessageFlags { type: 'custom', content: object }
/** Data for the page around the web client. */
export interface ClientDataReply extends MessageFlags {
  type: 'client_data'
  content: { elements?: Array<{ key?: Title, value?: unknown, [key: string]: any }>, [key: string]: unknown }
}
/** A reply of a type that is not known. */
export interface OtherReply extends MessageFlags { type: string, content: unknown }

/** A message of a type that this package knows. */
export type Reply =
  | TextReply | PictureReply | VideoReply | AudioReply | QuickRepliesReply | ButtonsReply
  | CardReply | CarouselReply | CarouselleReply | ListReply | CustomReply | ClientDataReply
