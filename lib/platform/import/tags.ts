import { addValue, getOrAdd, type BotDraft } from './draft.ts'

/** A word of an expression, as the platform's files have it. */
export interface Token {
  readonly word: string
  readonly space: boolean
  /** Name of the entity that it is tagged with, or part of. */
  readonly entity: string | undefined
}

const CONTEXT_WORDS = 2

/**
 * Learns from the tags of an expression: values of free entities and of roles with the words around them, and the words
 * of gold entities.
 */
export function learnTags (draft: BotDraft, tokens: readonly Token[], language: string): void {
  for (let start = 0; start < tokens.length;) {
    const name = tokens[start]?.entity
    let end = start + 1
    if (name !== undefined) {
      while (tokens[end]?.entity === name) end++
      learnTag(draft, name, textOf(tokens.slice(start, end)), tokens.slice(Math.max(0, start - CONTEXT_WORDS), start),
        tokens[end], language)
    }
    start = end
  }
}

function learnTag (
  draft: BotDraft, name: string, text: string, before: readonly Token[], behind: Token | undefined, language: string
): void {
  const entity = draft.entities.get(name)
  if (entity === undefined) {
    getOrAdd(draft.goldWords, name, () => new Set()).add(text)
    return
  }
  if (entity.contextIsKnown === true) return
  if (entity.kind === 'free') addValue(draft, entity, language, text)
  if (entity.kind !== 'free' && entity.of === undefined) return
  const words = textOf(before.filter(({ word, entity }) => entity === undefined && isWord(word))).toLowerCase()
  if (words !== '') entity.after.add(words)
  if (behind !== undefined && behind.entity === undefined &&
    isWord(behind.word)) entity.before.add(behind.word.toLowerCase())
}

/** Text of tokens, with spaces where there were some. */
export function textOf (tokens: readonly Token[]): string {
  return tokens.map(({ word, space }) => space ? `${word} ` : word).join('').trim()
}

function isWord (text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
