/** Gold entities that cost next to nothing to look for: they are always recognised. */
export const ALWAYS: readonly string[] = ['email', 'url', 'ip', 'phone']

/**
 * All gold entities that the NLU library recognises. The others are never found: declare them as entities of the bot.
 */
export const RECOGNISED: readonly string[] = [
  ...ALWAYS, 'number', 'ordinal', 'percent', 'money', 'temperature', 'distance', 'mass', 'volume', 'speed', 'datetime',
  'interval', 'duration', 'set'
]

/** Languages that the recognisers know; in others only what has no language is found: addresses and numbers to call. */
export const CULTURES: ReadonlyMap<string, string> = new Map([
  ['en', 'en-us'], ['fr', 'fr-fr'], ['de', 'de-de'], ['es', 'es-es'], ['pt', 'pt-br']
])
