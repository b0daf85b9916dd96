import { isObject } from '../../replies/kind.ts'
import { phoneAddress, webAddress } from './address.ts'
import { label, type Label } from './label.ts'

/** A button as the web client has it. */
export interface Button {
  title: Label
  /** `say` sends the value as a sentence, `skill` runs the skill of that name, `link` and `call` lead to `to`. */
  press: 'say' | 'skill' | 'link' | 'call' | 'nothing'
  value: string
  to?: string
  /** Why the web client does not show it. */
  hidden?: string
}

/** @param limit characters of a title @param most how many the web client shows */
export function buttonsOf (buttons: unknown, limit: number, most = Infinity): Button[] {
  const shown = Array.isArray(buttons) ? buttons.filter(isObject).map(button => buttonOf(button, limit)) : []
  return shown.map((button, index) => index < most
    ? button
    : {
        ...button,
        hidden: most === 1 ? 'only the first button is shown' : `only the first ${most} buttons are shown`
      }
  )
}

function buttonOf ({ title, type, value, url }: Record<string, unknown>, limit: number): Button {
  const named = label(title, limit)
  const sent = written(value) ?? named.full
  switch (type) {
    case 'web_url': {
      const to = webAddress(written(value) ?? url)
      return to === undefined
        ? silent(named, sent, 'its address is empty, incomplete or unsafe')
        : { title: named, press: 'link', value: sent, to }
    }
    case 'phonenumber': {
      const to = phoneAddress(value)
      return to === undefined
        ? silent(named, sent, 'its value is no phone number')
        : { title: named, press: 'call', value: sent, to }
    }
    case 'trigger_skill':
      return { title: named, press: 'skill', value: sent }
  }
  return { title: named, press: 'say', value: sent }
}

function silent (title: Label, value: string, hidden: string): Button {
  return { title, press: 'nothing', value, hidden }
}

function written (value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined
}
