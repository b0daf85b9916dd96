/** What a terminal obeys, such as the escape character, and what turns around or breaks the text beside it. */
export const OBEYED = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** Makes a text harmless to a terminal: what it would obey is written out, as `\x1b` or `\u202e`. */
export function visible (text: string): string {
  return text.replaceAll('\t', '  ').replace(OBEYED, written)
}

function written (character: string): string {
  const code = character.charCodeAt(0)
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}
