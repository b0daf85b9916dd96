import { Type } from '@sinclair/typebox'

/** The name of a bot in its store. */
export function botName (byDefault: string, description: string) {
  return Type.String({
    description,
    pattern: '^[\\w-]{1,40}$',
    expected: '1 to 40 letters, digits, hyphens and underscores',
    default: byDefault
  })
}
