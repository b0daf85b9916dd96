import { suggest } from '../../shared/suggest.ts'
import type { MessageElement } from '../channels.ts'
import type { Finding } from '../finding.ts'
import { describeType, isMissing } from '../kind.ts'
import { findPrintedValue, findPrintedValueInAddress } from './printed-value.ts'
import { lintFields } from './field-rules.ts'
import { MAX_DELAY_S, buttonTypes, visitParts, type Button, type Message, type Part } from './message.ts'

/** Finds what arrives on every channel, and is not what was meant. */
export function lintAuthoring (message: Message, path: string, findings: Finding[]): void {
  const { type, content, delay, markdown } = message
  lintFields(message, 'message', path, findings)
  if (!isMissing(delay) && delay !== '') lintDelay(delay, `${path}/delay`, findings)
  if (!isMissing(markdown)) lintMarkdown(type, markdown, `${path}/markdown`, findings)
  if (type === 'text') lintPrintedValue(content as string, `${path}/content`, findings)
  else if (type === 'picture') lintImage(content, `${path}/content`, findings)
  else if (type === 'video' || type === 'audio') lintPrintedAddress(content, `${path}/content`, findings)
  else {
    if (type === 'list') lintFields(content as object, 'list', `${path}/content`, findings)
    visitParts(message, path, (part, place, path) => { lintPart(part, place, path, findings) })
  }
}

function lintDelay (delay: unknown, path: string, findings: Finding[]): void {
  if (typeof delay !== 'number' || !Number.isFinite(delay)) {
    findings.push(
      slip(
        'DELAY_NOT_NUMBER',
        path,
        `a delay that is ${describeType(delay)} counts as 0`,
        'write it as a number of seconds'
      )
    )
  } else if (delay < 0 || delay > MAX_DELAY_S) {
    findings.push(
      slip(
        'DELAY_OUT_OF_RANGE',
        path,
        `a delay of ${delay} seconds becomes ${delay < 0 ? 0 : MAX_DELAY_S}`,
        `choose 0 to ${MAX_DELAY_S}`
      )
    )
  }
}

function lintMarkdown (type: string, markdown: unknown, path: string, findings: Finding[]): void {
  if (typeof markdown !== 'boolean') {
    findings.push(
      slip(
        'MARKDOWN_NOT_BOOLEAN',
        path,
        `markdown is ${describeType(markdown)}, and most channels take that for true, even "false"`,
        'write true or false'
      )
    )
  } else if (markdown && type !== 'text' && type !== 'quickReplies') {
    findings.push(
      slip(
        'MARKDOWN_IGNORED',
        path,
        `a ${type} shows its stars and underscores as they are`,
        'use markdown in text and quickReplies only'
      )
    )
  }
}

function lintPart (part: Part, place: MessageElement, path: string, findings: Finding[]): void {
  const { title, subtitle, imageUrl, buttons } = part
  lintFields(part, 'part', path, findings)
  lintLabel(title, `${path}/title`, findings)
  lintLabel(subtitle, `${path}/subtitle`, findings)
  if (!isMissing(imageUrl)) lintImage(imageUrl, `${path}/imageUrl`, findings)
  for (const [index, button] of (buttons ?? []).entries()) {
    lintButton(button, place, `${path}/buttons/${index}`, findings)
  }
}

function lintImage (url: unknown, path: string, findings: Finding[]): void {
  if (lintPrintedAddress(url, path, findings)) return
  if (url === '' || (typeof url === 'string' && /^https:\/\//i.test(url) && URL.canParse(url))) return
  findings.push(
    slip(
      'IMAGE_NOT_HTTPS',
      path,
      'an image is shown when its address begins with https:// only',
      'serve it by https, and give its whole address'
    )
  )
}

function lintButton (button: Button, place: MessageElement, path: string, findings: Finding[]): void {
  const { type, title, value, url } = button
  lintFields(button, 'button', path, findings)
  lintLabel(title, `${path}/title`, findings)
  if (title === '') {
    findings.push(
      slip('BUTTON_TITLE_EMPTY', `${path}/title`, 'the user sees a button without words', 'give it a title')
    )
  }
  if (type !== 'web_url' || typeof value !== 'string') lintLabel(value, `${path}/value`, findings)
  if (type === 'web_url' && lintPrintedAddress(value ?? url, `${path}/value`, findings)) return
  if (type === 'web_url' && !isLink(value ?? url)) {
    findings.push(
      slip(
        'LINK_INVALID',
        `${path}/value`,
        'this link is not an absolute http or https address: the web client does not show its button',
        'give the whole address, with https://'
      )
    )
  }
  if (isMissing(value) && isMissing(url) && type !== 'web_url' && type !== 'element_share') {
    findings.push(
      slip('BUTTON_VALUE_MISSING', `${path}/value`, 'a press on this button does nothing', 'give it a value')
    )
  }
  if (place !== 'quickReplies') lintButtonType(type, `${path}/type`, findings)
}

function lintButtonType (type: unknown, path: string, findings: Finding[]): void {
  if (isMissing(type)) {
    findings.push(
      slip('BUTTON_TYPE_MISSING', path, 'a button without a type is broken on Messenger', "write type: 'postback'")
    )
  } else if (type === 'phone_number') {
    findings.push(
      slip(
        'BUTTON_TYPE_SPELLING',
        path,
        'phone_number is what the documentation says; the platform and its web client know phonenumber',
        'did you mean phonenumber?'
      )
    )
  } else if (!buttonTypes.includes(type as string)) {
    const [meant = 'postback'] = typeof type === 'string' ? suggest(type, buttonTypes) : []
    findings.push(
      slip(
        'BUTTON_TYPE_UNKNOWN',
        path,
        'there is no such type of button: some channels make a postback of it, on others it is broken',
        `did you mean ${meant}?`
      )
    )
  }
}

function lintLabel (label: unknown, path: string, findings: Finding[]): void {
  if (isMissing(label)) return
  if (typeof label === 'string') {
    lintPrintedValue(label, path, findings)
    return
  }
  findings.push(
    slip(
      'LABEL_NOT_STRING',
      path,
      `${describeType(label)} where words are meant: the web client shows nothing, LINE may crash`,
      'pick the field to show, or wrap it in String()'
    )
  )
}

/** A value that was missing when the text was made. */
function lintPrintedValue (text: string, path: string, findings: Finding[]): void {
  const printed = findPrintedValue(text)
  if (printed === undefined) return
  findings.push(slip(
    'VALUE_PRINTED',
    path,
    `the user reads ${printed}`,
    'fill in the value before the text is sent, or say it without the value'
  ))
}

/** @returns whether something was found */
function lintPrintedAddress (address: unknown, path: string, findings: Finding[]): boolean {
  const printed = typeof address === 'string' ? findPrintedValueInAddress(address) : undefined
  if (printed === undefined) return false
  findings.push(slip('VALUE_PRINTED', path, `${printed} stands in this address`,
    'leave the address out when a part is missing'))
  return true
}

function isLink (value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
}

function slip (code: string, path: string, message: string, fix: string): Finding {
  return { code, severity: 'warning', path, message, fix, channels: [] }
}
