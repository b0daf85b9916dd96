/** A part of a sentence, and where it begins. */
export interface Window {
  readonly start: number
  readonly text: string
}

// The recognisers need time that grows with the square of a text: 1000 numbers take 19 s.
const MAX_WINDOW_WORDS = 16
const MAX_WINDOW_CHARS = 160
const MAX_WORDS = 64
const MAX_CHARS = 640
const MAX_NUMBERS = 24
const WORD = /\S{1,40}/g // a longer one is taken for several
const NUMBER = /\p{N}+/gu

/**
 * Cuts a sentence into windows for the recognisers of dates, numbers and measures. Each begins in the middle of the one
 * before, so that what is half as long as a window is whole in one of them. Most sentences are one window.
 *
 * @returns what comes after 64 words, 640 characters or 24 numbers is in none
 */
export function cutIntoWindows (source: string): Window[] {
  const words: Array<{ start: number, end: number }> = []
  let numbers = 0
  for (const { 0: word, index } of source.matchAll(WORD)) {
    numbers += word.match(NUMBER)?.length ?? 0
    const end = index + word.length
    if (words.length === MAX_WORDS || end > MAX_CHARS || numbers > MAX_NUMBERS) break
    words.push({ start: index, end })
  }
  const windows: Window[] = []
  let first = 0
  while (first < words.length) {
    const { start } = words[first] as { start: number }
    const isWithin = (index: number): boolean =>
      index < Math.min(words.length, first + MAX_WINDOW_WORDS) && Number(words[index]?.end) - start <= MAX_WINDOW_CHARS
    let next = first + 1
    while (isWithin(next)) next++
    windows.push({ start, text: source.slice(start, words[next - 1]?.end) })
    if (next === words.length) break
    first += Math.ceil((next - first) / 2)
  }
  return windows
}
