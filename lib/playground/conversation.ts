import { openSession } from '../platform/session/session.ts'
import type { Session, SessionOptions } from '../platform/session/session-types.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import type { Memory } from '../../schemas/conversation.ts'

/** What was done by hand between two turns. */
export type Edit = { after: number } & ({ memory: Memory } | { language: string })

/** The conversation of one browser tab: a session, and what was done to it by hand. One thing at a time. */
export interface Conversation {
  readonly session: Session
  /** In order. Of those after the same turn the last one of a kind counts. */
  readonly edits: readonly Edit[]
  /** Grows with each change, and with each push. */
  readonly version: number
  /** Calls the listener when the bot has pushed something. Returns what ends that. */
  onPush: (listener: () => void) => () => void
  say: (text: string, understood?: NluOverride) => Promise<void>
  /** Presses a button of any turn. */
  press: (button: Pressed) => Promise<void>
  /** Goes on from after that turn; 0 is the beginning. @throws FST_BOT_OPTION_INVALID for no such turn */
  goBack: (turn: number) => Promise<void>
  setMemory: (memory: Memory) => Promise<void>
  setLanguage: (language: string) => Promise<void>
  /** Starts again, and reads the bot file again. Nothing happens to the conversation when that fails. @throws what `openSession` throws */
  restart: () => Promise<void>
}

export interface Pressed { title: string, value: string, skill?: boolean }

export async function openConversation (options: SessionOptions): Promise<Conversation> {
  let version = 0
  const listeners = new Set<() => void>()
  let session = await open()
  let edits: readonly Edit[] = []
  let last: Promise<unknown> = Promise.resolve()

  return {
    get session () { return session },
    get edits () { return edits },
    get version () { return version },
    onPush (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    say: (text, understood) => next(() => session.say(text, understood)),
    press: button => next(() => pressed(session, button)),
    goBack: turn => next(() => {
      session.goBack(turn)
      edits = edits.filter(({ after }) => after < turn)
    }),
    setMemory: memory => next(() => {
      session.setMemory(memory)
      edits = [...edits, { after: session.turns.length, memory: session.state.memory }]
    }),
    setLanguage: language => next(() => {
      session.setLanguage(language)
      edits = [...edits, { after: session.turns.length, language }]
    }),
    restart: () => next(async () => {
      session = await open()
      edits = []
    })
  }

  async function open (): Promise<Session> {
    const opened = await openSession(options)
    opened.onPush(() => {
      version++
      for (const listener of listeners) listener()
    })
    return opened
  }

  function next (change: () => unknown): Promise<void> {
    const done = last.then(change).then(() => { version++ })
    last = done.catch(() => {})
    return done
  }
}

/**
 * The session knows the buttons of the last turn by their titles, of which a carousel may have the same on each card, and
 * not those of earlier turns. What is sent is the value in any case.
 */
function pressed (session: Session, { title, value, skill = false }: Pressed): Promise<unknown> {
  const known = session.buttons.find(button => button.title === title)
  if (known?.value === value) return session.click(title)
  return session.say(value, skill ? { skill: value } : undefined)
}
