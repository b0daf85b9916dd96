import type { TurnRecord } from '../platform/session/records.ts'
import type { CallRecord } from '../platform/calls/call-record.ts'
import { explainTurn } from '../platform/session/explain-turn.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import type { Session } from '../platform/session/session-types.ts'
import { collectPushes, type PushedMessages, type WaitOptions } from './pushed.ts'
import { transcribe, type TranscriptStart, type Transcript } from './transcript.ts'
import type { ScriptStep } from './script-step.ts'

/** One turn, with the last webhook call in reach. */
export interface StepResult extends TurnRecord {
  /** Status of the answer; null when there was no call, or no answer. */
  readonly status: number | null
  readonly request: CallRecord['request'] | null
  readonly response: CallRecord['response']
  /** Why the turn went as it did: what failed and where, and how its skill was chosen. One line each. */
  readonly why: string
}

/** A conversation in a test. */
export interface Chat {
  /** Says a sentence; what is given as understood skips the NLU. */
  say: (text: string, understood?: NluOverride) => Promise<StepResult>
  /**
   * Presses a button of the last replies. @throws FST_BOT_BUTTON_UNKNOWN, with the titles there are;
   * FST_BOT_BUTTON_NOT_CLICKABLE for a link
   */
  click: (title: string) => Promise<StepResult>
  /** Goes through a whole script. */
  run: (script: readonly ScriptStep[]) => Promise<StepResult[]>
  /**
   * Waits for messages that the bot pushes; those that have come since the last wait count. Each is waited for once.
   * @throws FST_BOT_PUSH_TIMEOUT
   */
  pushed: (options?: WaitOptions) => Promise<PushedMessages>
  /** All turns so far as plain JSON, for a file that `replay` takes. */
  transcript: () => Transcript
  /** The session below, to go back, restart or edit the memory. */
  readonly session: Session
}

export function createChat (session: Session, start: TranscriptStart): Chat {
  return { say, click, run, pushed: collectPushes(session), transcript: () => transcribe(session, start), session }

  async function say (text: string, understood?: NluOverride): Promise<StepResult> {
    return stepOf(await session.say(text, understood))
  }

  async function click (title: string): Promise<StepResult> {
    return stepOf(await session.click(title))
  }

  async function run (script: readonly ScriptStep[]): Promise<StepResult[]> {
    const steps: StepResult[] = []
    for (const line of script) steps.push(await take(line))
    return steps
  }

  function take (line: ScriptStep): Promise<StepResult> {
    if (typeof line === 'string') return say(line)
    if ('click' in line) return click(line.click)
    const { say: text, ...understood } = line
    return Object.keys(understood).length === 0 ? say(text) : say(text, understood)
  }
}

function stepOf (turn: TurnRecord): StepResult {
  const call = turn.calls.filter(({ purpose }) => purpose === 'webhook').at(-1)
  return {
    ...turn,
    status: call?.response?.status ?? null,
    request: call?.request ?? null,
    response: call?.response ?? null,
    why: explainTurn(turn).join('\n')
  }
}
