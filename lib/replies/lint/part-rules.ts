import type { MessageElement, NeededField, PrintedField } from '../channels.ts'
import { isMissing } from '../kind.ts'
import { limitOf, tooLong, type ChannelWarnings } from './channel-warnings.ts'
import { buttonTypes, type Button, type Part } from './message.ts'

const needed: Array<[field: Exclude<NeededField, 'buttonTitle'>, code: string]> = [
  ['buttons', 'BUTTONS_MISSING'], ['subtitle', 'SUBTITLE_MISSING'], ['imageUrl', 'IMAGE_MISSING']
]
const printed: Array<[field: Exclude<PrintedField, 'buttonTitle'>, code: string]> = [
  ['title', 'TITLE_UNDEFINED'], ['subtitle', 'SUBTITLE_UNDEFINED'], ['imageUrl', 'IMAGE_UNDEFINED']
]

/** Finds what channels do otherwise with a card, a row or another part that has a title or buttons. */
export function lintPart (warnings: ChannelWarnings, part: Part, place: MessageElement, path: string): void {
  for (const [field, code] of needed) {
    if (!isMissing(part[field]) && (field !== 'imageUrl' || part[field] !== '')) continue
    warnings.warnWhere(({ needs }) => needs?.[field]?.includes(place), {
      code,
      path: `${path}/${field}`,
      message: `without ${field} this message cannot be sent`,
      fix: field === 'buttons' ? 'write buttons: [] for none' : `give it ${field}`
    })
  }
  for (const [field, code] of printed) {
    if (!isMissing(part[field])) continue
    warnings.warnWhere(({ prints }) => prints?.[field]?.includes(place), {
      code,
      path: `${path}/${field}`,
      message: `without ${field} the user reads the word ${part[field] === null ? 'null' : 'undefined'}`,
      fix: `write ${field}: '' for none`
    })
  }
  const { title, subtitle, buttons } = part
  if (typeof title === 'string') {
    warnings.warnAbove(limitOf(place, 'title'), title.length, tooLong('TITLE_LONG', 'title', `${path}/title`))
  }
  if (typeof subtitle === 'string') {
    warnings.warnAbove(limitOf(place, 'subtitle'), subtitle.length,
      tooLong('SUBTITLE_LONG', 'subtitle', `${path}/subtitle`))
  }
  lintButtons(warnings, buttons ?? [], place, `${path}/buttons`)
}

function lintButtons (warnings: ChannelWarnings, buttons: Button[], place: MessageElement, path: string): void {
  warnings.warnAbove(limitOf(place, 'buttons'), buttons.length, limit => ({
    code: 'BUTTONS_MANY',
    path: `${path}/${limit}`,
    message: `${buttons.length} buttons, where ${limit} ${limit === 1 ? 'is' : 'are'} shown`,
    fix: 'offer fewer, or cards side by side'
  }))
  warnings.warnBelow(limitOf(place, 'fewestButtons'), buttons.length, () => ({
    code: 'BUTTONS_NONE', path, message: 'there is nothing to press', fix: 'send a text instead'
  }))
  for (const [index, button] of buttons.entries()) lintButton(warnings, button, place, `${path}/${index}`)
}

function lintButton (
  warnings: ChannelWarnings, { type, title }: Button, place: MessageElement, path: string
): void {
  if (isMissing(title)) {
    warnings.warnWhere(({ prints }) => prints?.buttonTitle?.includes(place), {
      code: 'BUTTON_TITLE_UNDEFINED',
      path: `${path}/title`,
      message: `without title the user reads the word ${title === null ? 'null' : 'undefined'}`,
      fix: 'give it a title'
    })
    warnings.warnWhere(({ needs }) => needs?.buttonTitle?.includes(place), {
      code: 'BUTTON_TITLE_MISSING',
      path: `${path}/title`,
      message: 'a button without a title cannot be sent',
      fix: 'give it a title'
    })
  }
  if (typeof title === 'string') {
    warnings.warnAbove(limitOf(place, 'buttonTitle'), title.length,
      tooLong('BUTTON_TITLE_LONG', 'title', `${path}/title`))
  }
  if (!buttonTypes.includes(type as string)) return
  warnings.warnWhere(({ buttonTypes }) => buttonTypes !== undefined && !buttonTypes.includes(type as string), {
    code: 'BUTTON_TYPE_UNSUPPORTED',
    path: `${path}/type`,
    message: 'this type of button does not do there what its name says',
    fix: 'use postback or web_url'
  })
}
