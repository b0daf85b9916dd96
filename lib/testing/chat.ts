import type { CallRecord, TurnRecord } from '../platform/session/records.ts'
import type { Understood } from '../platform/engine/input.ts'
import type { Session } from '../platform/session/session-types.ts'
import { collectPushes, type Arrived, type Patience } from './pushed.ts'
import { transcribe, type Opening, type Transcript } from './transcript.ts'

/** One turn, with the last webhook call in reach. */
export interface Step extends TurnRecord {
  /** Status of the answer; null when there was no call, or no answer. */
  readonly status: number | null
  readonly request: CallRecord['request'] | null
  readonly response: CallRecord['response']
}

/** What is said or pressed in a turn: a sentence alone, one with what is to be understood, or the title of a button. */
export type Line = string | ({ readonly say: string } & Understood) | { readonly click: string }

/** A conversation in a test. */
export interface Chat {
  /** Says a sentence; what is given as understood skips the NLU. */
  say: (text: string, understood?: Understood) => Promise<Step>
  /** Presses a button of the last replies. @throws FST_BOT_BUTTON_UNKNOWN, with the titles there are; FST_BOT_BUTTON_SILENT for a link */
  click: (title: string) => Promise<Step>
  /** Goes through a whole script. */
  run: (script: readonly Line[]) => Promise<Step[]>
  /** Waits for messages that the bot pushes; those that have come since the last wait count. Each is waited for once. @throws FST_BOT_PUSH_MISSING */
  pushed: (patience?: Patience) => Promise<Arrived>
  /** All turns so far as plain JSON, for a file that `replay` takes. */
  transcript: () => Transcript
  /** The session below, to go back, restart or edit the memory. */
  readonly session: Session
}

export function createChat (session: Session, opening: Opening): Chat {
  return { say, click, run, pushed: collectPushes(session), transcript: () => transcribe(session, opening), session }

  async function say (text: string, understood?: Understood): Promise<Step> {
    return stepOf(await session.say(text, understood))
  }

  async function click (title: string): Promise<Step> {
    return stepOf(await session.click(title))
  }

  async function run (script: readonly Line[]): Promise<Step[]> {
    const steps: Step[] = []
    for (const line of script) steps.push(await take(line))
    return steps
  }

  function take (line: Line): Promise<Step> {
    if (typeof line === 'string') return say(line)
    if ('click' in line) return click(line.click)
    const { say: text, ...understood } = line
    return Object.keys(understood).length === 0 ? say(text) : say(text, understood)
  }
}

function stepOf (turn: TurnRecord): Step {
  const call = turn.calls.filter(({ purpose }) => purpose === 'webhook').at(-1)
  return { ...turn, status: call?.response?.status ?? null, request: call?.request ?? null, response: call?.response ?? null }
}
