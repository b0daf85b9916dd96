import { isDeepStrictEqual } from 'node:util'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { openSession } from '../platform/session/session.ts'
import type { Session, SessionSnapshot, SessionUser } from '../platform/session/session-types.ts'
import type { SessionOptions } from '../platform/session/session-options.ts'
import type { TurnRecord } from '../platform/session/records.ts'
import type { NluOverride } from '../platform/engine/input.ts'
import { changedNetwork, networkOf, throughNetwork, type Network, type NetworkChange } from './network.ts'
import { createChat } from '../testing/chat.ts'
import type { Transcript, TranscriptStart } from '../testing/transcript.ts'
import type { Memory, Participant } from '../../schemas/conversation.ts'

/** What was done by hand between two turns. */
export type Edit = { after: number } & ({ memory: Memory } | { language: string } | { participant: Participant })

/** A conversation as it was at some time. */
export interface Snapshot extends SessionSnapshot {
  readonly edits: readonly Edit[]
}

/** What a turn was before it was said again. */
export type EarlierTurn = Pick<TurnRecord, 'replies' | 'memory'> & { readonly skill: string | null }

/** The conversation of one browser tab: a session, and what was done to it by hand. One thing at a time. */
export interface Conversation {
  readonly session: Session
  /** In order. Of those after the same turn the last one of a kind counts. */
  readonly edits: readonly Edit[]
  /** Grows with each change, and with each push. */
  readonly version: number
  /** By its number, each turn that became another one when it was said again. */
  readonly earlier: ReadonlyMap<number, EarlierTurn>
  /** What `undo` would take back, in words; null for nothing. */
  readonly undoable: string | null
  /**
   * Calls the listener when something has changed by itself: a push, a file that was read again. Returns what ends
   * that.
   */
  onChange: (listener: () => void) => () => void
  say: (text: string, understood?: NluOverride) => Promise<void>
  /** Presses a button of any turn. */
  press: (button: Pressed) => Promise<void>
  /** Goes on from after that turn; 0 is the beginning. @throws FST_BOT_OPTION_INVALID for no such turn */
  goBack: (turn: number) => Promise<void>
  setMemory: (memory: Memory) => Promise<void>
  setLanguage: (language: string) => Promise<void>
  /** Goes on as another user. A chosen id of the conversation stays when it starts again. */
  setUser: (user: SessionUser) => Promise<void>
  readonly network: Network
  /** Has later calls go another way; what is not given stays. @throws what `openSession` throws */
  setNetwork: (changed: NetworkChange) => Promise<void>
  /**
   * Starts again, and reads the bot file again. Nothing happens to the conversation when that fails. @throws what
   * `openSession` throws
   */
  restart: () => Promise<void>
  /** Has all turns once more, from the beginning, and keeps what became different. @throws what `openSession` throws */
  sayAgain: (savesOf: () => number | undefined) => Promise<void>
  /** Reads the bot file again; the turns stay as they are. @throws what `openSession` throws */
  reload: () => Promise<void>
  /** Goes on from where another conversation was. */
  restore: (kept: Snapshot) => Promise<void>
  /**
   * Has the conversation of a transcript against the bot, and goes on from there; what is different is kept as
   * `earlier`.
   */
  open: (transcript: Transcript) => Promise<void>
  /**
   * Takes back the last going back, restart or edit of the memory. @throws FST_BOT_OPTION_INVALID when there is none
   */
  undo: () => Promise<void>
}

export interface Pressed { title: string, value: string, skill?: boolean }

const MAX_UNDO = 20

export async function openConversation (options: SessionOptions): Promise<Conversation> {
  let version = 0
  const listeners = new Set<() => void>()
  let network = networkOf(options)
  let chosenId: { id?: string } = {}
  let session = await open()
  let edits: readonly Edit[] = []
  let earlier = new Map<number, EarlierTurn>()
  let undoing: ReadonlyArray<{ what: string, kept: Snapshot }> = []
  let last: Promise<unknown> = Promise.resolve()

  return {
    get session () { return session },
    get edits () { return edits },
    get version () { return version },
    get earlier () { return earlier },
    get network () { return network },
    get undoable () { return undoing.at(-1)?.what ?? null },
    onChange (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    say: (text, understood) => next(() => session.say(text, understood)),
    press: button => next(() => pressed(session, button)),
    goBack: turn => next(() => {
      const kept = snapshot()
      session.goBack(turn)
      keep(`going back to ${turn === 0 ? 'the beginning' : `turn ${turn}`}`, kept)
      edits = edits.filter(({ after }) => after < turn)
      forgetEarlier(turn)
    }),
    setMemory: memory => next(() => {
      const kept = snapshot()
      session.setMemory(memory)
      keep('the change of the memory', kept)
      edits = [...edits, { after: session.turns.length, memory: session.state.memory }]
    }),
    setLanguage: language => next(() => {
      session.setLanguage(language)
      edits = [...edits, { after: session.turns.length, language }]
    }),
    setUser: user => next(() => {
      const { id, participant } = user
      const kept = snapshot()
      session.setUser(user)
      keep('the change of the user', kept)
      if (id !== undefined) chosenId = { id }
      if (participant !== undefined) edits = [...edits, { after: session.turns.length, participant }]
    }),
    setNetwork: changed => next(async () => {
      const before = network
      network = changedNetwork(before, changed)
      try {
        await reopen()
      } catch (error) {
        network = before
        throw error
      }
    }),
    restart: () => next(async () => {
      const kept = snapshot()
      session = await open()
      if (kept.turns.length > 0) keep('the restart', kept)
      edits = []
      forgetEarlier(0)
    }),
    sayAgain: savesOf => next(() => sayAgain(savesOf)),
    reload: () => next(reopen).finally(() => {
      version++ // also when the file is wrong: the page tells that
      tell()
    }),
    open: transcript => next(() => openTranscript(transcript)),
    restore: kept => next(() => { restore(kept) }),
    undo: () => next(() => {
      const step = undoing.at(-1)
      if (step === undefined) throw new FST_BOT_OPTION_INVALID('undo', 'has nothing to take back')
      undoing = undoing.slice(0, -1)
      restore(step.kept)
    })
  }

  async function open (start: Omit<TranscriptStart, 'bot'> = {}): Promise<Session> {
    const opened = await openSession({ ...options, ...throughNetwork(options, network), ...chosenId, ...start })
    opened.onPush(() => {
      version++
      tell()
    })
    return opened
  }

  /** The same conversation in a new session. */
  async function reopen (): Promise<void> {
    const kept = snapshot()
    const opened = await open()
    opened.restore(kept)
    session = opened
  }

  function tell (): void {
    for (const listener of listeners) listener()
  }

  function next (change: () => unknown): Promise<void> {
    const done = last.then(change).then(() => { version++ })
    last = done.catch(() => {})
    return done
  }

  function snapshot (): Snapshot {
    const { turns, state, pushed } = session
    return { turns, state, pushed, edits }
  }

  function restore (kept: Snapshot): void {
    session.restore(kept)
    edits = kept.edits
    forgetEarlier(0)
  }

  function keep (what: string, kept: Snapshot): void {
    undoing = [...undoing, { what, kept }].slice(-MAX_UNDO)
  }

  function forgetEarlier (turn: number): void {
    earlier = new Map([...earlier].filter(([number]) => number <= turn))
  }

  async function openTranscript ({ bot, turns, pushed = [], ...start }: Transcript): Promise<void> {
    const kept = snapshot()
    const opened = await open(start)
    const chat = createChat(opened, start)
    if (pushed.length > 0) opened.push(pushed)
    const found = new Map<number, EarlierTurn>()
    for (const [index, { line, replies, memory, pushed = [] }] of turns.entries()) {
      const { state, ...now } = (await chat.run([line]))[0] as TurnRecord
      if (!isDeepStrictEqual([replies, memory], [now.replies, now.memory])) {
        found.set(index + 1, { replies, memory, skill: state.skill })
      }
      if (pushed.length > 0) opened.push(pushed)
    }
    if (kept.turns.length > 0) keep('the opening of the file', kept)
    session = opened
    edits = []
    earlier = found
  }

  async function sayAgain (savesOf: () => number | undefined): Promise<void> {
    const before = session
    let saves: number | undefined
    do { // as often as the program was another one at the end
      saves = savesOf()
      await sayAgainAfter(before)
    } while (savesOf() !== saves)
  }

  async function sayAgainAfter ({ turns, pushed }: Pick<Session, 'turns' | 'pushed'>): Promise<void> {
    const opened = await open()
    redo(0)
    for (const { number, input: { text, understood, pressed } } of turns) {
      if (pressed !== undefined && opened.buttons.some(({ title }) => title === pressed)) await opened.click(pressed)
      else await opened.say(text, understood)
      redo(number)
    }
    const kept = new Map(turns.map(turn => [turn.number, turn]))
    earlier = new Map(opened.turns.flatMap(now => {
      const before = kept.get(now.number) as TurnRecord
      return isSame(before, now)
        ? []
        : [[now.number, { replies: before.replies, memory: before.memory, skill: before.state.skill }]]
    }))
    session = opened

    /** What was pushed and done by hand after a turn. */
    function redo (turn: number): void {
      for (const { messages } of pushed.filter(({ after }) => after === turn)) opened.push(messages)
      for (const edit of edits.filter(({ after }) => after === turn)) {
        if ('memory' in edit) opened.setMemory(edit.memory)
        else if ('language' in edit) opened.setLanguage(edit.language)
        else opened.setUser({ participant: edit.participant })
      }
    }
  }
}

function isSame (one: TurnRecord, other: TurnRecord): boolean {
  return one.state.skill === other.state.skill && isDeepStrictEqual(one.replies, other.replies) &&
    isDeepStrictEqual(one.memory, other.memory)
}

/**
 * The session knows the buttons of the last turn by their titles, of which a carousel may have the same on each card,
 * and not those of earlier turns. What is sent is the value in any case.
 */
function pressed (session: Session, { title, value, skill = false }: Pressed): Promise<unknown> {
  if (session.bot === null && !skill && session.state.skill !== null) {
    return session.say(value, { skill: session.state.skill }) // a URL goes on with its skill
  }
  const known = session.buttons.find(button => button.title === title)
  if (known?.value === value) return session.click(title)
  return session.say(value, skill ? { skill: value } : undefined)
}
