/**
 * The language of a bot that a conversation in another one gets: the same, the one without region (`en` for `en-US`),
 * or one of another region (`en-GB`).
 */
export function matchLanguage (wanted: string, languages: readonly string[]): string | undefined {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const base = baseOf(wanted)
  return languages.find(language => same(language, wanted)) ?? languages.find(language => same(language, base)) ??
    languages.find(language => same(baseOf(language), base))
}

/** `en` of `en-US` */
export function baseOf (language: string): string {
  return language.split(/[-_]/)[0] as string
}

/** What is there for the language of the conversation, or else for the first language of the bot that has something. */
export function chooseInLanguage<T> (byLanguage: Readonly<Record<
  string, T
>>, language: string, languages: readonly string[]): T | undefined {
  const matched = matchLanguage(language, Object.keys(byLanguage))
  const chosen = [matched, ...languages].find(language => language !== undefined && Object.hasOwn(byLanguage, language))
  return chosen === undefined ? undefined : byLanguage[chosen]
}
