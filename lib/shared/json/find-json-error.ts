// Each matches the longest beginning of what it names, so that the offset behind it is that of the first wrong
// character.
const NUMBER = /-?(?:(?:0|[1-9]\d*)(?:\.(?:\d+(?:[eE][+-]?\d*)?)?|[eE][+-]?\d*)?)?/y
const WORD = /t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?/y
const WHOLE_VALUE = /\d$|^(?:true|false|null)$/
const SPACE = /[ \t\n\r]*/y
const STRING_PART = /[^"\\\u0000-\u001f]*/y // eslint-disable-line no-control-regex
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{0,4})?/y
const WHOLE_ESCAPE = /^\\(?:[^u]|u.{4})$/

/**
 * The offset of the first character that keeps a text from being JSON, which not every engine tells; the length of the
 * text when it ends too early, as of one that is JSON. Walks any depth without recursion.
 */
export function findJsonError (text: string): number {
  const open: Array<'{' | '['> = []
  let at = 0
  let expected: 'value' | 'value or ]' | 'key' | 'key or }' | 'comma' = 'value'

  while (true) {
    skip(SPACE)
    const char = text[at]
    if (expected === 'comma') {
      const container = open.at(-1)
      if (container === undefined) return at
      if (char === ',') expected = container === '{' ? 'key' : 'value'
      else if (char === (container === '{' ? '}' : ']')) open.pop()
      else return at
      at++
    } else if (expected.startsWith('key')) {
      if (char === '}' && expected === 'key or }') {
        open.pop()
        at++
        expected = 'comma'
        continue
      }
      if (char !== '"' || !string()) return at
      skip(SPACE)
      if (text[at] !== ':') return at
      at++
      expected = 'value'
    } else if (char === '{' || char === '[') {
      open.push(char)
      at++
      expected = char === '{' ? 'key or }' : 'value or ]'
    } else if (char === ']' && expected === 'value or ]') {
      open.pop()
      at++
      expected = 'comma'
    } else if (char === '"' ? string() : WHOLE_VALUE.test(skip(NUMBER) || skip(WORD))) {
      expected = 'comma'
    } else {
      return at
    }
  }

  function skip (pattern: RegExp): string {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }

  /** Moves behind a string, or to what is wrong in it. */
  function string (): boolean {
    at++
    while (true) {
      skip(STRING_PART)
      if (text[at] === '"') {
        at++
        return true
      }
      if (!WHOLE_ESCAPE.test(skip(ESCAPE))) return false
    }
  }
}

/** Line and column of an offset, both from 1. */
export function lineAndColumn (text: string, offset: number): { line: number, column: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}
