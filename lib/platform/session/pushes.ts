import { lint } from '../../replies/lint/lint.ts'
import { deepFreeze } from '../engine/deep-freeze.ts'
import { repliesToText } from './replies-to-text.ts'
import type { PushRecord } from './records.ts'

type Listener = (pushed: PushRecord) => void

/** What a bot has pushed in one conversation. */
export interface Pushes {
  readonly all: readonly PushRecord[]
  /** The messages that came between that turn and the next. */
  after: (turn: number) => unknown[]
  /** @param turns how many there are */
  take: (messages: readonly unknown[], turns: number) => PushRecord
  listen: (listener: Listener) => () => void
  /** Forgets what came after a later turn. */
  goBack: (turn: number) => void
  forget: () => void
  restore: (all: readonly PushRecord[]) => void
}

export function createPushes (): Pushes {
  let all: readonly PushRecord[] = []
  const listeners = new Set<Listener>()

  return {
    get all () { return all },
    after: turn => all.filter(({ after }) => after === turn).flatMap(({ messages }) => messages),
    take,
    listen (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    goBack (turn) { all = all.filter(({ after }) => after <= turn) },
    forget () { all = [] },
    restore (kept) { all = kept }
  }

  function take (given: readonly unknown[], turns: number): PushRecord {
    const messages = structuredClone(given)
    const pushed = deepFreeze<PushRecord>({
      number: all.length + 1, after: turns, messages, text: repliesToText(messages), findings: lint(messages)
    })
    all = [...all, pushed]
    for (const listener of listeners) listener(pushed)
    return pushed
  }
}
