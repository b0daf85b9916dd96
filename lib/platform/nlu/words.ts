/** A word and where it stands; `end` is its last character. */
export interface Word {
  /** As it is compared: without case and accents. */
  readonly key: string
  readonly start: number
  readonly end: number
}

// Scripts without spaces: each character is a word. Signs such as emojis are words, too.
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map(name => `\\p{Script=${name}}`).join('')
const WORD = new RegExp(
  `[${SCRIPTS}\\p{Extended_Pictographic}]\\p{M}*|(?:(?![${SCRIPTS}])[\\p{L}\\p{M}\\p{N}])+`, 'gu'
)
const WORD_OF_ONE_CHARACTER = new RegExp(`[${SCRIPTS}]`, 'u')

export function wordsIn (text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    key: keyOf(word), start: index, end: index + word.length - 1
  }))
}

/** The words of a text as they are compared. */
export function wordKeys (text: string): string[] {
  return wordsIn(text).map(({ key }) => key)
}

function keyOf (word: string): string {
  return word.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
}

/** Whether a word goes on over a place in a text: `ge` of `get` is no word. */
export function isInsideWord (text: string, index: number): boolean {
  const around = text.slice(Math.max(0, index - 1), index + 1)
  return /^[\p{L}\p{N}_]{2}$/u.test(around) && !WORD_OF_ONE_CHARACTER.test(around)
}
