/** A pattern that is too long for a line, of its parts in their order. */
export function joinPatterns (flags: string, ...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map(({ source }) => source).join(''), flags)
}

/** A pattern of alternatives. */
export function anyPattern (flags: string, ...alternatives: readonly RegExp[]): RegExp {
  return new RegExp(alternatives.map(({ source }) => source).join('|'), flags)
}
