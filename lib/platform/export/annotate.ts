import type { BotFile } from '../bot-file/schema.ts'
import { ValueIndex } from '../nlu/value-index.ts'
import { wordsIn } from '../nlu/words.ts'

/** A part of an expression, with the entity that it is a value of. */
export interface Part {
  readonly text: string
  readonly entity?: string
  /** As the bot file has it. */
  readonly value?: string
}

/** Takes expressions of one language apart where values of the bot's entities stand in them. */
export function createAnnotator ({ entities = {} }: BotFile, language: string): (expression: string) => Part[] {
  const exact = Object.fromEntries(Object.entries(entities).map(([name, entity]) =>
    [name, { ...entity, strictness: 100 }]))
  const index = new ValueIndex(exact, language)
  return expression => {
    const parts: Part[] = []
    let done = 0
    for (const { name, value, start, end } of index.find(wordsIn(expression)).toSorted((a, b) => a.start - b.start)) {
      if (start < done) continue // two entities have the same value: the first has it
      if (start > done) parts.push({ text: expression.slice(done, start) })
      parts.push({ text: expression.slice(start, end + 1), entity: name, value })
      done = end + 1
    }
    if (done < expression.length) parts.push({ text: expression.slice(done) })
    return parts
  }
}
