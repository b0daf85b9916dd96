import { explainFailure, explainTurn } from '../../platform/session/explain-turn.ts'
import type { TurnRecord } from '../../platform/session/records.ts'
import type { CallRecord } from '../../platform/calls/call-record.ts'
import { styled, type Line } from '../text/line.ts'

/** Why a turn went as it did. */
export function showWhy (turn: TurnRecord): Line[] {
  return explainTurn(turn).map(text => [text])
}

/** Where in the app its failed calls threw. */
export function showFrames (calls: readonly CallRecord[]): Line[] {
  return calls.flatMap(({ failure }) => failure === undefined ? [] : explainFailure(failure))
    .flatMap(text => styled('dim', text))
}
