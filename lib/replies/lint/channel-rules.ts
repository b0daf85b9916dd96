import { knownReplies } from '../../../schemas/replies.ts'
import { suggest } from '../../shared/suggest.ts'
import type {
  ChannelName, ChannelLimits, NeededField, MessageElement, PrintedField, ChannelProfile, ChannelTarget
} from '../channels.ts'
import type { Finding } from '../finding.ts'
import { isMissing, isObject } from '../kind.ts'
import { buttonTypes, visitParts, type Button, type Message, type Part } from './message.ts'

type Targets = readonly ChannelTarget[]

const known = knownReplies.map(({ properties }) => properties.type.const as string)
const needed: Array<[field: Exclude<NeededField, 'buttonTitle'>, code: string]> = [
  ['buttons', 'BUTTONS_MISSING'], ['subtitle', 'SUBTITLE_MISSING'], ['imageUrl', 'IMAGE_MISSING']
]
const printed: Array<[field: Exclude<PrintedField, 'buttonTitle'>, code: string]> = [
  ['title', 'TITLE_UNDEFINED'], ['subtitle', 'SUBTITLE_UNDEFINED'], ['imageUrl', 'IMAGE_UNDEFINED']
]

/** Finds what the channels of a bot refuse, crash on, cut or do not show. */
export function lintForChannels (targets: Targets, message: Message, path: string, findings: Finding[]): void {
  const { type, content, markdown } = message
  if (!known.includes(type)) {
    findings.push(unknownType(targets, type, `${path}/type`))
    return
  }
  lintType(targets, type, `${path}/type`, findings)
  switch (type) {
    case 'text':
      lintText(targets, content as string, markdown, `${path}/content`, findings)
      return
    case 'picture':
    case 'video':
      lintDownload(targets, content as string, `${path}/content`, findings)
      return
    case 'custom':
      if (!Array.isArray(content)) {
        tell(
          targets,
          ({ customIsList }) => customIsList,
          {
            code: 'CUSTOM_NOT_LIST',
            path: `${path}/content`,
            message: 'the content of custom must be a list here',
            fix: 'put it into a list'
          },
          findings
        )
      }
      return
    case 'carousel':
    case 'carouselle':
      lintItems(targets, 'carousel', 'cards', (content as unknown[]).length, `${path}/content`, findings)
      break
    case 'list':
      lintItems(
        targets,
        'list',
        'rows',
        (content as { elements: unknown[] }).elements.length,
        `${path}/content/elements`,
        findings
      )
      break
    case 'quickReplies':
      if (markdown) lintQuestion(targets, content as Part, `${path}/content/title`, findings)
  }
  visitParts(message, path, (part, place, path) => { lintPart(targets, part, place, path, findings) })
}

/** Finds replies that do not arrive, or are not seen, because of those beside them. */
export function lintSequence (targets: Targets, replies: readonly unknown[], findings: Finding[]): void {
  for (const [index, reply] of replies.slice(0, -1).entries()) {
    if (!isObject(reply) || reply.type !== 'quickReplies') continue
    tell(
      targets,
      ({ quickRepliesLast }) => quickRepliesLast,
      {
        code: 'QUICK_REPLIES_NOT_LAST',
        path: `/${index}`,
        message: 'quick replies vanish from the web client as soon as another message follows',
        fix: 'send them last'
      },
      findings
    )
  }
  tell(
    targets,
    ({ firstReplyOnly }) => firstReplyOnly,
    {
      code: 'REPLIES_MANY',
      path: '/1',
      message: `only the first reply of ${replies.length} will arrive`,
      fix: 'say it in one message'
    },
    findings
  )
}

function unknownType (targets: Targets, type: string, path: string): Finding {
  const names = namesOf(targets)
  const [meant] = suggest(type, known)
  return {
    code: 'TYPE_UNKNOWN',
    severity: names.length === 0 ? 'warning' : 'error', // a client of one's own may know it; a channel does not
    path,
    message: 'no channel takes this type of message',
    fix: meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`,
    channels: names
  }
}

function lintType (targets: Targets, type: string, path: string, findings: Finding[]): void {
  tell(
    targets,
    ({ takes }) => takes !== undefined && !takes.includes(type),
    {
      code: 'TYPE_REFUSED',
      path,
      message: `messages of type ${type} are refused, and what follows them is lost`,
      fix: 'send a text instead'
    },
    findings
  )
  tell(
    targets,
    ({ hides }) => hides?.includes(type),
    {
      code: 'TYPE_HIDDEN',
      path,
      message: `messages of type ${type} are not shown`,
      fix: 'send a picture, or a text with the address'
    },
    findings
  )
}

function lintText (targets: Targets, text: string, markdown: unknown, path: string, findings: Finding[]): void {
  tellLimit(targets, ({ text }) => text, text.length, tooLong('TEXT_LONG', 'text', path), findings)
  if (markdown) lintMarkdown(targets, text, path, findings)
}

/** Underscores in pairs become quotes, in addresses too. */
function lintMarkdown (targets: Targets, text: string, path: string, findings: Finding[]): void {
  if (!/_[^_]*_/.test(text) || !text.split(/\s/).some(word => word.includes('://') && word.includes('_'))) return
  tell(
    targets,
    ({ breaksMarkdownLinks }) => breaksMarkdownLinks,
    {
      code: 'MARKDOWN_BREAKS_LINK',
      path,
      message: 'with markdown, underscores in an address become quotes on text channels',
      fix: 'leave markdown out'
    },
    findings
  )
}

function lintDownload (targets: Targets, url: string, path: string, findings: Finding[]): void {
  if (!URL.canParse(url)) {
    tell(
      targets,
      ({ downloads }) => downloads,
      {
        code: 'ADDRESS_RELATIVE',
        path,
        message: 'a relative address crashes what downloads the file',
        fix: 'give the whole address, with https://'
      },
      findings
    )
  }
}

/** The title of quick replies with markdown. */
function lintQuestion (targets: Targets, { title }: Part, path: string, findings: Finding[]): void {
  if (typeof title === 'string') lintMarkdown(targets, title, path, findings)
  if (!isMissing(title)) return
  tell(
    targets,
    ({ markdownNeedsTitle }) => markdownNeedsTitle,
    {
      code: 'MARKDOWN_WITHOUT_TITLE',
      path,
      message: 'quick replies with markdown crash without a title',
      fix: 'give it a title, or leave markdown out'
    },
    findings
  )
}

function lintItems (
  targets: Targets, place: 'carousel' | 'list', items: string, number: number, path: string, findings: Finding[]
): void {
  tellLimit(
    targets,
    limitOf(place, 'items'),
    number,
    limit => ({
      code: 'ITEMS_MANY',
      path: `${path}/${limit}`,
      message: `${number} ${items}: those after the first ${limit} are dropped`,
      fix: `show ${limit}, and offer more`
    }),
    findings
  )
  tellFewest(
    targets,
    limitOf(place, 'fewestItems'),
    number,
    fewest => ({
      code: 'ITEMS_FEW',
      path,
      message: `${number} ${items}, where ${fewest} are the fewest: it is not sent, and what follows it is lost`,
      fix: number === 0 ? 'leave it out, or say that there is nothing' : 'send it as a card'
    }),
    findings
  )
}

function lintPart (targets: Targets, part: Part, place: MessageElement, path: string, findings: Finding[]): void {
  for (const [field, code] of needed) {
    if (isMissing(part[field]) || (field === 'imageUrl' && part[field] === '')) {
      tell(
        targets,
        ({ needs }) => needs?.[field]?.includes(place),
        {
          code,
          path: `${path}/${field}`,
          message: `without ${field} this message cannot be sent`,
          fix: field === 'buttons' ? 'write buttons: [] for none' : `give it ${field}`
        },
        findings
      )
    }
  }
  for (const [field, code] of printed) {
    if (isMissing(part[field])) {
      tell(
        targets,
        ({ prints }) => prints?.[field]?.includes(place),
        {
          code,
          path: `${path}/${field}`,
          message: `without ${field} the user reads the word ${part[field] === null ? 'null' : 'undefined'}`,
          fix: `write ${field}: '' for none`
        },
        findings
      )
    }
  }
  const { title, subtitle, buttons } = part
  if (typeof title === 'string') {
    tellLimit(targets, limitOf(place, 'title'), title.length, tooLong('TITLE_LONG', 'title', `${path}/title`), findings)
  }
  if (typeof subtitle === 'string') {
    tellLimit(
      targets,
      limitOf(place, 'subtitle'),
      subtitle.length,
      tooLong('SUBTITLE_LONG', 'subtitle', `${path}/subtitle`),
      findings
    )
  }
  lintButtons(targets, buttons ?? [], place, `${path}/buttons`, findings)
}

function lintButtons (
  targets: Targets, buttons: Button[], place: MessageElement, path: string, findings: Finding[]
): void {
  tellLimit(
    targets,
    limitOf(place, 'buttons'),
    buttons.length,
    limit => ({
      code: 'BUTTONS_MANY',
      path: `${path}/${limit}`,
      message: `${buttons.length} buttons, where ${limit} ${limit === 1 ? 'is' : 'are'} shown`,
      fix: 'offer fewer, or cards side by side'
    }),
    findings
  )
  tellFewest(
    targets,
    limitOf(place, 'fewestButtons'),
    buttons.length,
    () => ({ code: 'BUTTONS_NONE', path, message: 'there is nothing to press', fix: 'send a text instead' }),
    findings
  )
  for (const [index, button] of buttons.entries()) lintButton(targets, button, place, `${path}/${index}`, findings)
}

function lintButton (
  targets: Targets, { type, title }: Button, place: MessageElement, path: string, findings: Finding[]
): void {
  if (isMissing(title)) {
    tell(
      targets,
      ({ prints }) => prints?.buttonTitle?.includes(place),
      {
        code: 'BUTTON_TITLE_UNDEFINED',
        path: `${path}/title`,
        message: `without title the user reads the word ${title === null ? 'null' : 'undefined'}`,
        fix: 'give it a title'
      },
      findings
    )
  }
  if (isMissing(title)) {
    tell(
      targets,
      ({ needs }) => needs?.buttonTitle?.includes(place),
      {
        code: 'BUTTON_TITLE_MISSING',
        path: `${path}/title`,
        message: 'a button without a title cannot be sent',
        fix: 'give it a title'
      },
      findings
    )
  }
  if (typeof title === 'string') {
    tellLimit(
      targets,
      limitOf(place, 'buttonTitle'),
      title.length,
      tooLong('BUTTON_TITLE_LONG', 'title', `${path}/title`),
      findings
    )
  }
  if (buttonTypes.includes(type as string)) {
    tell(
      targets,
      ({ buttonTypes }) => buttonTypes !== undefined && !buttonTypes.includes(type as string),
      {
        code: 'BUTTON_TYPE_UNSUPPORTED',
        path: `${path}/type`,
        message: 'this type of button does not do there what its name says',
        fix: 'use postback or web_url'
      },
      findings
    )
  }
}

type Words = Pick<Finding, 'code' | 'path' | 'message' | 'fix'>

/** One warning for all channels of which something is true. */
function tell (
  targets: Targets, isTrue: (profile: ChannelProfile) => boolean | undefined, words: Words, findings: Finding[]
): void {
  const concerned = targets.filter(({ profile }) => isTrue(profile))
  if (concerned.length > 0) findings.push({ severity: 'warning', ...words, channels: namesOf(concerned) })
}

/** One warning for all channels that take less than there is, by the least of what they take. */
function tellLimit (
  targets: Targets,
  limitOf: (profile: ChannelProfile) => number | undefined,
  size: number,
  words: (limit: number, size: number) => Words,
  findings: Finding[]
): void {
  const exceeded = targets.filter(({ profile }) => size > (limitOf(profile) ?? Infinity))
  if (exceeded.length === 0) return
  const least = Math.min(...exceeded.map(({ profile }) => limitOf(profile) as number))
  findings.push({ severity: 'warning', ...words(least, size), channels: namesOf(exceeded) })
}

function tellFewest (
  targets: Targets,
  fewestOf: (profile: ChannelProfile) => number | undefined,
  size: number,
  words: (fewest: number) => Words,
  findings: Finding[]
): void {
  const missed = targets.filter(({ profile }) => size < (fewestOf(profile) ?? 0))
  if (missed.length === 0) return
  const most = Math.max(...missed.map(({ profile }) => fewestOf(profile) as number))
  findings.push({ severity: 'warning', ...words(most), channels: namesOf(missed) })
}

function limitOf (place: MessageElement, limit: keyof ChannelLimits): (profile: ChannelProfile) => number | undefined {
  return ({ limits }) => limits?.[place]?.[limit]
}

function tooLong (code: string, what: string, path: string): (limit: number, size: number) => Words {
  return (limit, size) => ({
    code, path, message: `this ${what} has ${size} characters, and is cut at ${limit}`, fix: 'say it shorter'
  })
}

function namesOf (targets: Targets): ChannelName[] {
  return targets.flatMap(({ channel }) => channel ?? [])
}
