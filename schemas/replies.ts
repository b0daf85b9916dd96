import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'
import { ButtonSchema, QuickReplySchema } from './buttons.ts'
import { field, source, type Source } from './field.ts'
import { label } from './label.ts'

const { messagesPage, builderPage, connector, webClient, tutorials } = source

const flags = {
  delay: Type.Optional(
    Type.Union(
      [Type.Number(), Type.String(), Type.Null()],
      field(
        'Seconds to wait after this message and before the next, 0 to 5. Null and "" mean not set.', 2, messagesPage
      )
    )
  ),
  markdown: Type.Optional(
    Type.Union(
      [Type.Boolean(), Type.String(), Type.Null()],
      field(
        'Rich text, in text and quickReplies only. Null means not set; the string "false" counts as true on most channels.',
        true,
        builderPage
      )
    )
  )
}

const reply = <T extends string, C extends TSchema>(
  type: T, content: C, description: string, example: unknown, from: Source
) =>
    Type.Object(
      { type: Type.Literal(type), content, ...flags },
      {
        $id: `Bot${type[0]?.toUpperCase()}${type.slice(1).replace('_d', 'D')}Reply`,
        additionalProperties: true,
        ...field(description, { type, content: example }, from)
      }
    )

const url = (example: string) => Type.String({
  minLength: 1, ...field('Address of the file. Images must be https to be displayed.', example, builderPage)
})
const buttons = Type.Optional(Type.Array(ButtonSchema, field(
  'Shown below; the web client and Messenger take 3. Write [] for none: several channels crash on a missing list.',
  [{ type: 'postback', title: 'Yes', value: 'yes' }], messagesPage
)))

const holding = (description: string, from: Source = messagesPage): SchemaOptions =>
  ({ additionalProperties: true, description, 'x-source': from })

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

export const CardSchema = Type.Object(cardFields, {
  $id: 'BotCard', ...holding('A title, a subtitle, an image and buttons.')
})
export const ListElementSchema = Type.Object(cardFields, {
  $id: 'BotListElement', ...holding('One row of a list; its first button is shown.')
})

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

export const PictureReplySchema = reply('picture', url('https://example.com/hotel.png'),
  'A picture.', 'https://example.com/hotel.png', messagesPage)

export const VideoReplySchema = reply(
  'video',
  url('https://example.com/tour.mp4'),
  'A video. Every channel takes it but the web client, which shows nothing.',
  'https://example.com/tour.mp4',
  messagesPage
)

export const AudioReplySchema = reply('audio', url('https://example.com/hello.mp3'),
  'A sound. Messenger only.', 'https://example.com/hello.mp3', connector)

export const QuickRepliesReplySchema = reply(
  'quickReplies',
  Type.Object(
    {
      title: label('The question.', 'Which city?'),
      buttons: Type.Optional(
        Type.Array(
          QuickReplySchema,
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

export const ButtonsReplySchema = reply('buttons', Type.Object({
  title: label('The text above the buttons.', 'Shall I book it?'),
  buttons
}, holding('A text and its buttons.')), 'A text with buttons that stay.', {
  title: 'Shall I book it?', buttons: [{ type: 'postback', title: 'Yes', value: 'yes' }]
}, messagesPage)

export const CardReplySchema = reply('card', CardSchema, 'A card.', exampleCard, messagesPage)

const cards = Type.Array(
  CardSchema, field('The cards themselves: a list, not an object with a list.', [exampleCard], messagesPage)
)

export const CarouselReplySchema = reply('carousel', cards,
  'Cards side by side: the content is the list itself. Messenger takes 10.', [exampleCard], messagesPage)

export const CarouselleReplySchema = reply('carouselle', cards,
  'Spelling of carousel until June 2017, still accepted.', [exampleCard], connector)

export const ListReplySchema = reply(
  'list',
  Type.Object(
    {
      elements: Type.Array(
        ListElementSchema,
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
export const ReplySchema = Type.Union([...knownReplies], {
  $id: 'BotReply', description: 'A message to the user.', 'x-source': messagesPage
})

export const OtherReplySchema = Type.Object(
  {
    type: Type.Intersect(
      [Type.String({ minLength: 1 }), Type.Not(Type.Union(knownReplies.map(({ properties }) => properties.type)))],
      field('Any other name.', 'rolelist', webClient)
    ),
    content: Type.Not(
      Type.Union([Type.Null(), Type.Literal('')]), field('Anything but nothing.', { roles: [] }, webClient)
    ),
    ...flags
  },
  {
    $id: 'BotOtherReply',
    additionalProperties: true,
    description: "A type of one's own, for a client that calls the dialog API itself. Channels refuse it.",
    'x-source': messagesPage
  }
)

/** A message as it may cross the wire: types that only the caller's own client knows are passed on too. */
export const WireReplySchema = Type.Union([ReplySchema, OtherReplySchema], {
  $id: 'BotWireReply',
  description: "A message to the user, of a known type or of the client's own.",
  'x-source': connector
})

export type Card = Static<typeof CardSchema>
export type ListElement = Static<typeof ListElementSchema>
export type TextReply = Static<typeof TextReplySchema>
export type PictureReply = Static<typeof PictureReplySchema>
export type VideoReply = Static<typeof VideoReplySchema>
export type AudioReply = Static<typeof AudioReplySchema>
export type QuickRepliesReply = Static<typeof QuickRepliesReplySchema>
export type ButtonsReply = Static<typeof ButtonsReplySchema>
export type CardReply = Static<typeof CardReplySchema>
export type CarouselReply = Static<typeof CarouselReplySchema>
export type CarouselleReply = Static<typeof CarouselleReplySchema>
export type ListReply = Static<typeof ListReplySchema>
export type CustomReply = Static<typeof CustomReplySchema>
export type ClientDataReply = Static<typeof ClientDataReplySchema>
export type OtherReply = Static<typeof OtherReplySchema>
export type Reply = Static<typeof ReplySchema>
