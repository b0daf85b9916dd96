import { randomUUID } from 'node:crypto'
import {
  FST_BOT_BUTTON_NOT_CLICKABLE, FST_BOT_BUTTON_UNKNOWN, FST_BOT_MEMORY_INVALID, FST_BOT_OPTION_INVALID
} from '../../errors.ts'
import { isObject } from '../../replies/kind.ts'
import { botWarnings } from './bot-warnings.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import { loadBotFile } from '../bot-file/load.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { configureCalls } from '../calls/configure.ts'
import { simulateCall } from '../engine/simulate-call.ts'
import { runTurn } from '../engine/run-turn.ts'
import type { Analyse, Outside } from '../engine/effects.ts'
import { createSeededRandom } from '../engine/seeded-random.ts'
import { templatesFor } from '../engine/template.ts'
import { deepFreeze } from '../engine/deep-freeze.ts'
import type { Input } from '../engine/input.ts'
import { createRecordMask } from './record-mask.ts'
import { memoryChanges } from './memory-changes.ts'
import { createNlu } from '../nlu/nlu.ts'
import { createPushes } from './pushes.ts'
import { clickableButtons } from './clickable-buttons.ts'
import { repliesToText } from './replies-to-text.ts'
import type { TurnRecord } from './records.ts'
import type { TurnResult } from '../engine/turn-result.ts'
import type { ClickableButton, Session, SessionSnapshot, SessionUser } from './session-types.ts'
import { sessionOptionsSchema, type SessionOptions } from './session-options.ts'
import { createInitialState, type ConversationState } from '../engine/state.ts'

/**
 * Opens a conversation with a bot: reads its file, trains the NLU, and is ready for the first sentence. Without a bot
 * file each sentence is one call of the webhook.
 *
 * @throws FST_BOT_FILE_INVALID with all `mistakes` of the bot file; FST_BOT_FILE_UNREADABLE
 * @throws FST_BOT_PACKAGE_MISSING when what the bot file needs is not installed
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 *
 * @example
 * const session = await openSession({ bot: 'bot.yml', transport: injectInto(app) })
 * const turn = await session.say('hello')
 */
export async function openSession (given: SessionOptions = {}): Promise<Session> {
  const options = readOptions(sessionOptionsSchema, given)
  const { bot: file, now = Date.now, uuid = randomUUID, seed, protocolVersion } = options
  const loaded = file === undefined ? undefined : await loadBotFile(file)
  const written = loaded?.bot ?? null
  const { call, mask, bot, base, url, reports } = configureCalls(written, options)
  const random = seed === undefined ? Math.random : fractions(seed)
  const outside: Outside = {
    call, now, uuid, random, reports, protocolVersion: protocolVersion ?? bot?.webhook?.protocolVersion
  }
  const take = bot === null
    ? (state: ConversationState, input: Input) =>
        simulateCall(base, state, input, outside)
    : await turnsOf(bot, outside, options.nlu)

  let start = deepFreeze(createInitialState(options, uuid))
  let state = start
  let turns: readonly TurnRecord[] = []
  const pushes = createPushes()
  const shown = createRecordMask(mask)
  let last: Promise<unknown> = Promise.resolve()

  return {
    name: written?.name ?? url,
    bot: written,
    url,
    warnings: loaded === undefined ? [] : await botWarnings(loaded),
    get state () { return shown.state(state) },
    get turns () { return turns.map(shown.turn) },
    get pushed () { return pushes.all.map(shown.push) },
    get buttons () { return shown.buttons(buttons()) },
    say: (text, understood) => inTurn(() => ({
      text, ...(understood !== undefined && { understood: structuredClone(understood) })
    })),
    click: title => inTurn(() => press(title, buttons(), shown.buttons(buttons()))),
    push: messages => shown.push(pushes.take(messages, turns.length)),
    onPush: listener => pushes.listen(pushed => { listener(shown.push(pushed)) }),
    restart,
    goBack,
    restore,
    setMemory,
    setLanguage: language => { state = deepFreeze({ ...state, language }) },
    setUser
  }

  function buttons (): ClickableButton[] {
    return clickableButtons([...turns.at(-1)?.replies ?? [], ...pushes.after(turns.length)])
  }

  /** One sentence at a time: what a button means is only known when the turn before is done. */
  function inTurn (input: () => Input): Promise<TurnRecord> {
    const done = last.then(() => record(input())).then(shown.turn)
    last = done.catch(() => {})
    return done
  }

  async function record (input: Input): Promise<TurnRecord> {
    const before = state
    const earlier = turns
    const started = performance.now()
    const { logs, ...result } = await take(before, input)
    const taken = deepFreeze<TurnRecord>({
      ...result,
      logs: logs.map(shown.log),
      number: earlier.length + 1,
      input,
      text: repliesToText(result.replies),
      memory: result.state.memory,
      changes: memoryChanges(before.memory, result.state.memory),
      ms: Math.round(performance.now() - started)
    })
    state = taken.state
    turns = [...earlier, taken]
    return taken
  }

  function restart (): void {
    start = deepFreeze(createInitialState(options, uuid))
    state = start
    turns = []
    pushes.forget()
  }

  function goBack (turn: number): void {
    if (!Number.isInteger(turn) || turn < 0 || turn > turns.length) {
      throw new FST_BOT_OPTION_INVALID('turn',
        turns.length === 0 ? 'must be 0: there are no turns yet' : `must be from 0 to ${turns.length}`)
    }
    turns = turns.slice(0, turn)
    pushes.goBack(turn)
    state = turns.at(-1)?.state ?? start
  }

  function restore (kept: SessionSnapshot): void {
    const { turns: all, state: reached, pushed } = deepFreeze(structuredClone(kept))
    turns = all
    state = reached
    pushes.restore(pushed)
  }

  function setUser ({ id = state.id, participant = state.participant_data }: SessionUser): void {
    state = deepFreeze({ ...state, id, participant_data: JSON.parse(JSON.stringify(participant)) })
  }

  function setMemory (memory: unknown): void {
    if (!isObject(memory)) throw new FST_BOT_MEMORY_INVALID(' must be a JSON object')
    state = deepFreeze({ ...state, memory: JSON.parse(JSON.stringify(memory)) })
  }
}

/** A press as the platform gets it: the button's value is the user's sentence. */
function press (title: string, buttons: readonly ClickableButton[], shown: readonly ClickableButton[]): Input {
  const index = [...buttons, ...shown].findIndex(button => button.title === title)
  const button = index === -1 ? buttons.find(({ value }) => value === title) : buttons[index % buttons.length]
  if (button === undefined) {
    const titles = shown.map(({ title }) => `'${title}'`)
    throw new FST_BOT_BUTTON_UNKNOWN(title, titles.length === 0 ? 'they have none' : `they have ${titles.join(', ')}`)
  }
  const { value, press, type } = button
  if (press === 'nothing') throw new FST_BOT_BUTTON_NOT_CLICKABLE(button.title, String(type), value)
  return { text: value, pressed: button.title, ...(press === 'skill' && { understood: { skill: value } }) }
}

/** Numbers from 0 to 1. */
function fractions (seed: number): () => number {
  const numbers = createSeededRandom(seed)
  return () => numbers() / 2 ** 32
}

async function turnsOf (
  bot: BotFile, outside: Outside, nlu: Analyse | undefined
): Promise<(state: ConversationState, input: Input) => Promise<TurnResult>> {
  await templatesFor(bot) // what it needs is told before the first sentence
  const analyse = nlu ?? await createNlu(bot, outside)
  return (state, input) => runTurn(bot, state, input, { ...outside, analyse })
}
