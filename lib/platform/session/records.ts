import type { Memory } from '../../../schemas/conversation.ts'
import type { Nlp } from '../../../schemas/nlp.ts'
import type { Finding } from '../../replies/finding.ts'
import type { Input } from '../engine/input.ts'
import type { FailureDetails } from '../../shared/failure-details.ts'
import type { MemoryChanges } from './memory-changes.ts'
import type { Decision } from '../engine/decision.ts'
import type { ConversationState } from '../engine/state.ts'

/** What a call can go wrong by. A closed set; each changes nothing in the conversation. */
export type ProblemKind =
  | 'unreachable' // no answer at all: refused, unknown host, broken connection, bad certificate
  | 'timeout'
  | 'redirect' // never followed
  | 'status' // any other than 2xx
  | 'too-large' // beyond 10 MB: the rest is not read
  | 'empty'
  | 'not-json'
  | 'json-string' // JSON inside a JSON string: "No reply" on the platform
  | 'bad-shape' // JSON, but not what the platform reads
  | 'bad-url' // not sent: the address is none once its variables are filled in
  | 'not-configured' // not sent: a variable of the environment is not set
  | 'unauthorized' // not sent: there is no access token

export interface Problem {
  readonly kind: ProblemKind
  /** What was wrong and what to do, in a sentence. */
  readonly message: string
}

/** One HTTP call that the local Bot Builder made. Credentials are masked. */
export interface CallRecord {
  /**
   * A webhook action; the same once more, for the sake of chaos; an API action; the call for its access token; or the
   * report of a failed webhook to the errors route.
   */
  readonly purpose: 'webhook' | 'duplicate' | 'api' | 'token' | 'errors'
  readonly request: {
    readonly method: string
    readonly url: string
    /** By lower-case name. */
    readonly headers: Readonly<Record<string, string>>
    /** The JSON value that was sent; undefined for none. */
    readonly body: unknown
  }
  /** Null when none came. */
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** As it came; its beginning only when it was too large. */
    readonly text: string
    /** The text as JSON; undefined when it is none. */
    readonly json: unknown
  } | null
  readonly ms: number
  readonly problem: Problem | null
  /** What the handler failed with: a bot of this package on this machine tells it outside production. */
  readonly failure?: FailureDetails
  /** What the reply lint says of the replies. */
  readonly findings: readonly Finding[]
}

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  /**
   * For programs. I_SKILL_TRIGGERED, I_REQUIREMENTS_OK and I_EXECUTE_ACTION are the platform's own, the others ours.
   */
  readonly code: LogCode
  /** For people: one sentence, without credentials. */
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
}

export type LogCode =
  | 'I_SKILL_TRIGGERED'
  | 'I_REQUIREMENTS_OK'
  | 'I_EXECUTE_ACTION'
  | 'I_ACTION_SKIPPED' // its condition does not hold
  | 'I_DISAMBIGUATION' // several skills are triggered, and the bot asks which one is meant
  | 'I_API_RESPONSE_LARGE' // too large to be kept for later sentences
  | 'I_INTENT_UNSURE' // the NLU found an intent, below the strictness
  | 'I_REQUIREMENT_FILLED'
  | 'I_REQUIREMENT_MISSING'
  | 'I_REQUIREMENT_INVALID'
  | 'W_SEVERAL_TRIGGERED' // the fallback runs, as on the platform
  | 'W_NOTHING_TRIGGERED' // and there is no fallback
  | 'W_REPLY_FINDING' // from the reply lint
  | 'W_MESSAGE_EMPTY' // empty once its variables are filled in: not sent
  | 'W_MESSAGE_INVALID' // no message once it is filled in
  | 'W_CHAOS' // a fault that was asked for
  | 'W_LANGUAGE_UNKNOWN' // the bot file has no expressions in it
  | 'E_SKILL_UNKNOWN'
  | 'E_SKILL_LOOP' // cut
  | 'E_HANDLER_FAILED' // and an error reply was sent in its place
  | 'E_WEBHOOK_FAILED'
  | 'E_API_FAILED'
  | 'E_TEMPLATE_FAILED' // blocks or helpers that cannot be filled in
  | 'E_REPORT_FAILED' // the errors route did not take the report

/** What an engine makes of one sentence. */
export interface TurnResult {
  readonly state: ConversationState
  /** Messages in the order of the actions. A webhook's are passed on as they came, whatever they are. */
  readonly replies: readonly unknown[]
  readonly calls: readonly CallRecord[]
  readonly logs: readonly LogEntry[]
  readonly nlp: Nlp
  /** Why this skill took the sentence; absent without a bot file. */
  readonly decision?: Decision
}

/** Messages that the bot has pushed by itself, as a session keeps them. */
export interface PushRecord {
  /** From 1. */
  readonly number: number
  /** The number of turns before it. */
  readonly after: number
  readonly messages: readonly unknown[]
  /** Their readable text, as of a turn. */
  readonly text: string
  /** What the reply lint says of them. */
  readonly findings: readonly Finding[]
}

/** One turn as a session keeps it. */
export interface TurnRecord extends TurnResult {
  /** From 1. */
  readonly number: number
  readonly input: Input
  /** The readable text of all replies, one line each and one for each button. */
  readonly text: string
  /** The memory after the turn: the same as `state.memory`. */
  readonly memory: Memory
  /** What the turn changed in the memory. */
  readonly changes: MemoryChanges
  /** How long it took, in milliseconds. */
  readonly ms: number
}
