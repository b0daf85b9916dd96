import { clickableButtons } from '../../platform/session/clickable-buttons.ts'
import type { ClickableButton } from '../../platform/session/session-types.ts'
import type { Line } from '../text/line.ts'

/** Numbers the buttons of a turn, in the order in which a session has them. */
export type ShowButtons = (content: unknown) => Line[]

/**
 * @param before how many buttons were shown before, and can still be pressed
 * @returns what shows the buttons that replies or their parts hold, each under the next number
 */
export function createNumbering (before: number): ShowButtons {
  let number = before
  return reply => clickableButtons([reply]).map(button => {
    number++
    return [{ style: 'cyan', text: `${number}.` }, ` ${button.title}`, ...meaningOf(button)]
  })
}

/** What a press does, when it is not to say the title. */
function meaningOf ({ title, value, press, type }: ClickableButton): Line {
  if (press === 'skill') return [{ style: 'dim', text: ` (runs skill ${value})` }]
  if (press === 'nothing') {
    return [{ style: 'dim', text: ` (${type === 'web_url' ? 'link' : 'number to call'}: ${value})` }]
  }
  return value === title ? [] : [{ style: 'dim', text: ` (says: ${value})` }]
}
