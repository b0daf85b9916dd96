/** An entry in the log of a turn. */
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

/** What an entry in the log of a turn says, for programs. */
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
