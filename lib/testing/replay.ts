import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Injectable } from '../platform/calls/inject.ts'
import type { Chat, StepResult } from './chat.ts'
import { converse, type ConverseOptions } from './converse.ts'
import { startOf, type Transcript } from './transcript.ts'

/** What a replayed turn did otherwise than the transcript has it. */
export interface Difference {
  /** From 1. */
  readonly turn: number
  readonly what: 'replies' | 'memory'
  readonly expected: unknown
  readonly actual: unknown
}

/** The result of a replay. */
export interface Replay {
  /** Whether all was as it is in the transcript. */
  readonly same: boolean
  readonly differences: readonly Difference[]
  readonly steps: readonly StepResult[]
}

/**
 * Has the conversation of a transcript once more, and compares replies and memory turn by turn. What the bot had pushed
 * is pushed again by the replay itself, so that its buttons can be pressed.
 *
 * @param transcript or the path or file URL of one as JSON
 * @param options go before what the transcript started with
 *
 * @example
 * const { differences } = await replay(app, 'conversation.json')
 */
export async function replay (
  app: Injectable, transcript: string | URL | Transcript, options: ConverseOptions = {}
): Promise<Replay> {
  const given = typeof transcript === 'string' || transcript instanceof URL
    ? (JSON.parse(await readFile(transcript, 'utf8')) as Transcript)
    : transcript
  return replayIn(await converse(app, { ...startOf(given), ...options }), given)
}

/** The same in a conversation that was opened as the transcript was. */
export async function replayIn (chat: Chat, { turns, pushed = [] }: Transcript): Promise<Replay> {
  const steps: StepResult[] = []
  if (pushed.length > 0) chat.session.push(pushed)
  for (const { line, pushed = [] } of turns) {
    steps.push(...(await chat.run([line])))
    if (pushed.length > 0) chat.session.push(pushed)
  }
  const differences = turns.flatMap(({ replies, memory }, index) => {
    const step = steps[index] as StepResult
    return [difference('replies', replies, step.replies), difference('memory', memory, step.memory)].flatMap(found =>
      found === undefined ? [] : [{ turn: index + 1, ...found }]
    )
  })
  return { same: differences.length === 0, differences, steps }
}

function difference (
  what: Difference['what'], expected: unknown, actual: unknown
): Omit<Difference, 'turn'> | undefined {
  return isDeepStrictEqual(expected, actual) ? undefined : { what, expected, actual }
}
