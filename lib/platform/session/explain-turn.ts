import type { FailureDetails } from '../../shared/failure-details.ts'
import type { CallRecord } from '../calls/call-record.ts'
import type { Decision } from '../engine/decision.ts'
import type { TurnRecord } from './records.ts'

const MAX_OWN_FRAMES = 4

/** Why a turn went as it did: what failed and where, and how its skill was chosen. One line each. */
export function explainTurn ({ calls, logs, decision }: Pick<TurnRecord, 'calls' | 'logs' | 'decision'>): string[] {
  const failures = calls.filter(isNews).flatMap(({ purpose, request, problem, failure }) => [
    ...(problem === null ? [] : [`${purpose}: ${request.method} ${request.url}: ${problem.message}`]),
    ...(problem === null && failure !== undefined ? [`${purpose}: ${failure.message}; its error reply was sent`] : []),
    ...(failure === undefined ? [] : explainFailure(failure))
  ])
  const known = ['E_WEBHOOK_FAILED', 'E_REPORT_FAILED', 'E_HANDLER_FAILED']
  const others = logs.filter(({ level, code }) => level !== 'info' && !known.includes(code)).map(({ message }) =>
    message)
  const skipped = logs.filter(({ code }) => String(code) === 'I_ACTION_SKIPPED').map(({ message }) => message)
  return [...failures, ...others, ...(decision === undefined ? [] : explainDecision(decision)), ...skipped]
}

/** A report that fails as the call did that it tells of is not told again. */
function isNews ({ purpose, problem }: CallRecord, index: number, calls: readonly CallRecord[]): boolean {
  const before = calls.slice(0, index)
  return purpose !== 'errors' || problem === null || !before.some(call => call.problem?.message === problem.message)
}

/** Lines of the app, or where its handler was registered; those of packages are only counted. */
export function explainFailure ({ thrown, handler, registeredAt }: FailureDetails): string[] {
  const frames = thrown?.frames ?? []
  const own = frames.filter(frame => frame.own)
  const shown = own.slice(0, MAX_OWN_FRAMES).map(({ at }) => `  at ${at}`)
  if (shown.length === 0 && registeredAt !== null) return [`  ${handler} is registered at ${registeredAt}`]
  const rest = frames.length - shown.length
  return rest === 0 ? shown : [...shown, `  and ${rest} ${rest === 1 ? 'line' : 'lines'} of packages and of Node`]
}

function explainDecision ({ summary, intents, triggers, waiting }: Decision): string[] {
  return [
    summary,
    ...(intents.length === 0 ? ['intents: none'] : ['intents:']),
    ...intents.map(({ slug, confidence, needs }) => `  @${slug} ${percent(confidence)}` +
      (confidence < needs ? `, which is less than the ${percent(needs)} that it needs` : '')),
    ...(triggers.length === 0 ? [] : ['triggers:']),
    ...triggers.flatMap(({ skill, conditions }) =>
      conditions.map(({ text, held }) => `  ${held ? 'holds' : 'does not hold'}: ${skill}, ${text}`)
    ),
    ...(waiting === null
      ? []
      : [`${waiting.skill} waited for ${waiting.key}: the sentence ${waiting.filled ? 'has it' : 'does not have it'}`])
  ]
}

function percent (confidence: number): string {
  return `${Math.round(confidence * 100)} %`
}
