import { Type } from '@sinclair/typebox'
import { field, named, optional, source, type Fields } from './field.ts'
import { label } from './label.ts'

const { messagesPage, connector, webClient, captures } = source

const title = label(
  'What the user sees. Channels cut it: 20 characters in quick replies and lists, 80 elsewhere in the web client.',
  'Yes'
)
const value = Type.Optional(Type.Unknown(field(
  'What happens on a press, by type: the text sent as the user\'s, the URL, the number, the skill.', 'yes', messagesPage
)))

/** Schema of a quick reply: a suggested answer. */
export const QuickReplySchema = Type.Object({
  title,
  value,
  type: optional(Type.String(), field('Not documented here; ignored.', 'postback', captures))
}, {
  ...named('BotQuickReply'), additionalProperties: true, description: 'A suggested answer.', $comment: messagesPage
})

/** Schema of a button of any type. */
export const ButtonSchema = Type.Object(
  {
    type: optional(
      Type.String(),
      field(
        'postback (also when missing or unknown), web_url, phonenumber, account_link, account_linking, element_share ' +
        'or trigger_skill. ' +
          'The documentation spells phone_number; the platform and its web client know phonenumber.',
        'postback',
        webClient
      )
    ),
    title,
    value,
    url: optional(
      Type.String(), field('Read instead of `value` on Messenger and LINE.', 'https://example.com', connector)
    )
  },
  { ...named('BotButton'), additionalProperties: true, description: 'A button.', $comment: messagesPage }
)

/** A suggested answer. */
export interface QuickReply extends Fields<typeof QuickReplySchema.properties> {
  [key: string]: any
}

/** A button of any type. */
export interface Button extends Fields<typeof ButtonSchema.properties> {
  [key: string]: any
}
