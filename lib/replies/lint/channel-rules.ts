import { knownReplies } from '../../../schemas/replies.ts'
import { suggest } from '../../shared/suggest.ts'
import type { ChannelTarget } from '../channels.ts'
import type { Finding } from '../finding.ts'
import { isMissing, isObject } from '../kind.ts'
import { ChannelWarnings, limitOf, tooLong } from './channel-warnings.ts'
import { visitParts, type Message, type Part } from './message.ts'
import { lintPart } from './part-rules.ts'

const known = knownReplies.map(({ properties }) => properties.type.const as string)

/** Finds what the channels of a bot refuse, crash on, cut or do not show. */
export function lintForChannels (
  targets: readonly ChannelTarget[], message: Message, path: string, findings: Finding[]
): void {
  const { type, content, markdown } = message
  const warnings = new ChannelWarnings(targets, findings)
  if (!known.includes(type)) {
    findings.push(unknownType(warnings, type, `${path}/type`))
    return
  }
  lintType(warnings, type, `${path}/type`)
  switch (type) {
    case 'text':
      lintText(warnings, content as string, markdown, `${path}/content`)
      return
    case 'picture':
    case 'video':
      lintDownload(warnings, content as string, `${path}/content`)
      return
    case 'custom':
      lintCustom(warnings, content, `${path}/content`)
      return
    case 'carousel':
    case 'carouselle':
      lintItems(warnings, 'carousel', 'cards', content as unknown[], `${path}/content`)
      break
    case 'list':
      lintItems(warnings, 'list', 'rows', (content as { elements: unknown[] }).elements, `${path}/content/elements`)
      break
    case 'quickReplies':
      if (markdown) lintQuestion(warnings, content as Part, `${path}/content/title`)
  }
  visitParts(message, path, (part, place, path) => { lintPart(warnings, part, place, path) })
}

/** Finds replies that do not arrive, or are not seen, because of those beside them. */
export function lintSequence (
  targets: readonly ChannelTarget[], replies: readonly unknown[], findings: Finding[]
): void {
  const warnings = new ChannelWarnings(targets, findings)
  for (const [index, reply] of replies.slice(0, -1).entries()) {
    if (!isObject(reply) || reply.type !== 'quickReplies') continue
    warnings.warnWhere(({ quickRepliesLast }) => quickRepliesLast, {
      code: 'QUICK_REPLIES_NOT_LAST',
      path: `/${index}`,
      message: 'quick replies vanish from the web client as soon as another message follows',
      fix: 'send them last'
    })
  }
  warnings.warnWhere(({ firstReplyOnly }) => firstReplyOnly, {
    code: 'REPLIES_MANY',
    path: '/1',
    message: `only the first reply of ${replies.length} will arrive`,
    fix: 'say it in one message'
  })
}

function unknownType ({ channels }: ChannelWarnings, type: string, path: string): Finding {
  const [meant] = suggest(type, known)
  return {
    code: 'TYPE_UNKNOWN',
    severity: channels.length === 0 ? 'warning' : 'error', // a client of one's own may know it; a channel does not
    path,
    message: 'no channel takes this type of message',
    fix: meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`,
    channels
  }
}

function lintType (warnings: ChannelWarnings, type: string, path: string): void {
  warnings.warnWhere(({ takes }) => takes !== undefined && !takes.includes(type), {
    code: 'TYPE_REFUSED',
    path,
    message: `messages of type ${type} are refused, and what follows them is lost`,
    fix: 'send a text instead'
  })
  warnings.warnWhere(({ hides }) => hides?.includes(type), {
    code: 'TYPE_HIDDEN',
    path,
    message: `messages of type ${type} are not shown`,
    fix: 'send a picture, or a text with the address'
  })
}

function lintText (warnings: ChannelWarnings, text: string, markdown: unknown, path: string): void {
  warnings.warnAbove(({ text }) => text, text.length, tooLong('TEXT_LONG', 'text', path))
  if (markdown) lintMarkdown(warnings, text, path)
}

/** Underscores in pairs become quotes, in addresses too. */
function lintMarkdown (warnings: ChannelWarnings, text: string, path: string): void {
  if (!/_[^_]*_/.test(text) || !text.split(/\s/).some(word => word.includes('://') && word.includes('_'))) return
  warnings.warnWhere(({ breaksMarkdownLinks }) => breaksMarkdownLinks, {
    code: 'MARKDOWN_BREAKS_LINK',
    path,
    message: 'with markdown, underscores in an address become quotes on text channels',
    fix: 'leave markdown out'
  })
}

function lintDownload (warnings: ChannelWarnings, url: string, path: string): void {
  if (URL.canParse(url)) return
  warnings.warnWhere(({ downloads }) => downloads, {
    code: 'ADDRESS_RELATIVE',
    path,
    message: 'a relative address crashes what downloads the file',
    fix: 'give the whole address, with https://'
  })
}

function lintCustom (warnings: ChannelWarnings, content: unknown, path: string): void {
  if (Array.isArray(content)) return
  warnings.warnWhere(({ customIsList }) => customIsList, {
    code: 'CUSTOM_NOT_LIST',
    path,
    message: 'the content of custom must be a list here',
    fix: 'put it into a list'
  })
}

/** The title of quick replies with markdown. */
function lintQuestion (warnings: ChannelWarnings, { title }: Part, path: string): void {
  if (typeof title === 'string') lintMarkdown(warnings, title, path)
  if (!isMissing(title)) return
  warnings.warnWhere(({ markdownNeedsTitle }) => markdownNeedsTitle, {
    code: 'MARKDOWN_WITHOUT_TITLE',
    path,
    message: 'quick replies with markdown crash without a title',
    fix: 'give it a title, or leave markdown out'
  })
}

function lintItems (
  warnings: ChannelWarnings, place: 'carousel' | 'list', what: string, { length }: unknown[], path: string
): void {
  warnings.warnAbove(limitOf(place, 'items'), length, limit => ({
    code: 'ITEMS_MANY',
    path: `${path}/${limit}`,
    message: `${length} ${what}: those after the first ${limit} are dropped`,
    fix: `show ${limit}, and offer more`
  }))
  warnings.warnBelow(limitOf(place, 'fewestItems'), length, fewest => ({
    code: 'ITEMS_FEW',
    path,
    message: `${length} ${what}, where ${fewest} are the fewest: it is not sent, and what follows it is lost`,
    fix: length === 0 ? 'leave it out, or say that there is nothing' : 'send it as a card'
  }))
}
