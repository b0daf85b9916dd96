import { createRules, type Rule, type RuleSeverity } from './rule.ts'
import { sources } from './sources.ts'

const { messagesPage, connector, webClient, builderPage } = sources

const onChannels: ReadonlyArray<[code: string, title: string]> = [
  ['REPLIES_MANY', 'Channels deliver all replies'],
  ['TYPE_REFUSED', 'Channels take the type of message'],
  ['TYPE_HIDDEN', 'Channels show the type of message'],
  ['BUTTON_TYPE_UNSUPPORTED', 'Channels know the type of button'],
  ['CUSTOM_NOT_LIST', 'Channels take the custom content'],
  ['ADDRESS_RELATIVE', 'Channels can download files'],
  ['BUTTONS_MISSING', 'buttons is there where channels need it'],
  ['SUBTITLE_MISSING', 'subtitle is there where channels need it'],
  ['IMAGE_MISSING', 'imageUrl is there where channels need it'],
  ['TITLE_UNDEFINED', 'No channel prints undefined or null for a title'],
  ['SUBTITLE_UNDEFINED', 'No channel prints undefined or null for a subtitle'],
  ['IMAGE_UNDEFINED', 'No channel prints undefined or null for an image'],
  ['BUTTON_TITLE_UNDEFINED', 'No channel prints undefined or null for a button']
]

/** Those that are looked at only when channels are named. */
export const channelRules: ReadonlySet<string> = new Set(onChannels.map(([code]) => `reply-${nameOf(code)}`))

/** Each reply is one that the platform and its channels take: one rule for each code of the reply lint. */
export const replyRules: readonly Rule[] = createRules('reply', [
  ...from('error', connector, 'a message that the Bot Connector does not refuse', [
    ['REPLY_NOT_OBJECT', 'Replies are objects'],
    ['TYPE_MISSING', 'Replies have a type'],
    ['CONTENT_MISSING', 'Replies have content'],
    ['CONTENT_NOT_OBJECT', 'Content that has fields is an object'],
    ['TEXT_EMPTY', 'Texts are not empty'],
    ['TEXT_NOT_STRING', 'Texts and addresses are strings'],
    ['BODY_AS_TEXT', 'Texts are no JSON of an answer'],
    ['BODY_AS_REPLY', 'Replies hold no whole answer'],
    ['MEMORY_AS_REPLY', 'Replies hold no memory'],
    ['CAROUSEL_NOT_LIST', 'A carousel is a list of cards'],
    ['LIST_WITHOUT_ELEMENTS', 'A list has elements'],
    ['CARD_NOT_OBJECT', 'Cards are objects'],
    ['BUTTONS_NOT_LIST', 'buttons is a list'],
    ['BUTTON_NOT_OBJECT', 'Buttons are objects']
  ]),
  ...from('warning', messagesPage, 'a message as the page of structured messages has it', [
    ['TYPE_UNKNOWN', 'The type of a reply is known'],
    ['DELAY_NOT_NUMBER', 'delay is a number'],
    ['DELAY_OUT_OF_RANGE', 'delay is 0 to 5 seconds'],
    ['MARKDOWN_NOT_BOOLEAN', 'markdown is true or false'],
    ['MARKDOWN_IGNORED', 'markdown is used where it is read'],
    ['IMAGE_NOT_HTTPS', 'Images have https addresses'],
    ['LINK_INVALID', 'Links have whole addresses'],
    ['LABEL_NOT_STRING', 'Titles and values are strings'],
    ['VALUE_PRINTED', 'Texts and addresses hold no value that was missing'],
    ['BUTTON_TITLE_EMPTY', 'Buttons have words on them'],
    ['BUTTON_VALUE_MISSING', 'Buttons do something'],
    ['BUTTON_TYPE_MISSING', 'Buttons have a type'],
    ['BUTTON_TYPE_SPELLING', 'phonenumber is spelt as it is read'],
    ['BUTTON_TYPE_UNKNOWN', 'The type of a button is known'],
    ['FIELD_MISSPELT', 'Fields have the names that are read']
  ]),
  ...from('warning', `${webClient}; ${builderPage}`, 'no more than is shown, and no less than is needed', [
    ['TEXT_LONG', 'Texts are not cut'],
    ['TITLE_LONG', 'Titles are not cut'],
    ['SUBTITLE_LONG', 'Subtitles are not cut'],
    ['BUTTON_TITLE_LONG', 'Titles of buttons are not cut'],
    ['BUTTONS_MANY', 'All buttons are shown'],
    ['QUICK_REPLIES_NOT_LAST', 'Quick replies come last'],
    ['BUTTONS_NONE', 'There is something to press'],
    ['BUTTON_TITLE_MISSING', 'Buttons have the title that channels need'],
    ['MARKDOWN_BREAKS_LINK', 'Markdown leaves addresses whole'],
    ['MARKDOWN_WITHOUT_TITLE', 'Quick replies with markdown have a title'],
    ['ITEMS_MANY', 'All cards and rows are shown'],
    ['ITEMS_FEW', 'There are cards and rows enough']
  ]),
  ...from('warning', connector, 'a message that the channels of the bot, as named, take and show', onChannels)
])

function from (
  severity: RuleSeverity, source: string, expected: string, codes: ReadonlyArray<[code: string, title: string]>
): Array<[string, RuleSeverity, string, string, string, string]> {
  return codes.map(([code, title]) => [
    nameOf(code),
    severity,
    title,
    expected,
    source,
    'build replies with functions that check them, and look at each finding of the reply lint'
  ])
}

/** A code of the lint as part of a rule's id. */
export function nameOf (code: string): string {
  return code.toLowerCase().replaceAll('_', '-')
}
