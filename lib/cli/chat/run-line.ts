import type { NluOverride } from '../../platform/engine/input.ts'
import type { TurnRecord } from '../../platform/session/records.ts'
import type { ClickableButton } from '../../platform/session/session-types.ts'
import { showFrames } from '../show/why.ts'
import { showChanges, showSteps, showTrouble, showUnderstood } from '../show/turn.ts'
import { printNote, type ChatContext } from './chat-context.ts'
import { printReplies } from './print-replies.ts'
import { runSlashCommand } from './slash-commands.ts'

/**
 * Takes a line that the user typed: a command, the number or title of a button, or a sentence.
 *
 * @param hurry is aborted when the next line is there; without it delays of replies are not waited for
 * @returns false when the user leaves
 */
export async function takeLine (context: ChatContext, typed: string, hurry?: AbortSignal): Promise<boolean> {
  const line = typed.trim()
  const { buttons } = context.session
  const button =
    (/^\d+$/.test(line) ? buttons[Number(line) - 1] : undefined) ?? buttons.find(({ title }) => title === line)
  if (line === '') return true
  if (/^\/say\s/.test(line)) await say(context, line.slice('/say'.length).trim(), hurry)
  else if (line.startsWith('/')) return await runSlashCommand(context, line)
  else if (button !== undefined) await press(context, button, hurry)
  else await say(context, line, hurry)
  return true
}

async function say (context: ChatContext, text: string, hurry: AbortSignal | undefined): Promise<void> {
  await tell(context, await waitFor(context, context.session.say(text, takeUnderstood(context))), hurry)
}

/** A press, as `session.click` has it, unless another button has the same title or more is known than the button. */
async function press (
  context: ChatContext, { title, value, press }: ClickableButton, hurry: AbortSignal | undefined
): Promise<void> {
  const { session } = context
  if (press === 'nothing') {
    printNote(context, `${title} leads to ${value}: nothing is sent to the bot`)
    return
  }
  const understood = press === 'skill' ? { skill: value } : takeUnderstood(context)
  const alone = session.buttons.filter(button => button.title === title).length === 1
  const turn = alone && (press === 'skill' || understood === undefined)
    ? session.click(title)
    : session.say(value, understood)
  await tell(context, await waitFor(context, turn), hurry)
}

const WAIT_NOTICE_MS = 1000

/** Says that an answer is waited for when it takes long. */
async function waitFor (context: ChatContext, turn: Promise<TurnRecord>): Promise<TurnRecord> {
  const notice = setTimeout(() => {
    if (context.talkative) printNote(context, '  waiting for the answer ...')
  }, WAIT_NOTICE_MS)
  try {
    return await turn
  } finally {
    clearTimeout(notice)
  }
}

function takeUnderstood (context: ChatContext): NluOverride | undefined {
  const { skill, next } = context
  context.next = undefined
  return skill === undefined ? next : { skill, ...next }
}

/** Shows a turn: how it went, what the bot says, what went wrong, what has changed. */
async function tell (
  context: ChatContext, { logs, replies, calls, changes, nlp, input }: TurnRecord, hurry: AbortSignal | undefined
): Promise<void> {
  const { aside, talkative } = context
  if (calls.some(({ problem }) => problem !== null) ||
    logs.some(({ level }) => level === 'error')) context.failed = true
  if (talkative && context.session.bot !== null &&
    input.understood?.skill === undefined) aside.print(showUnderstood(nlp))
  if (talkative) aside.print(showSteps(logs))
  await printReplies(context, replies, hurry)
  if (talkative && replies.length === 0) printNote(context, '(no replies)')
  aside.print([...showTrouble(logs), ...showFrames(calls)])
  if (talkative) aside.print([...showChanges(changes), []])
}
