import type { BotDraft } from './draft.ts'
import { fieldsOf, firstText, textOf } from './values.ts'

/**
 * A language as it is written in a bot file: `EN` is `en`, `zh_CN` is `zh-CN`.
 *
 * @returns undefined for what names no language
 */
export function normalizeLanguage (written: string): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales(written.trim().replaceAll('_', '-'))
    return locale !== undefined && /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(locale) ? locale : undefined
  } catch {
    return undefined
  }
}

/**
 * Language of what does not say its own: the one that was asked for, or else the first that the input names, or else
 * English.
 */
export function standardLanguage ({ givenLanguage, languages }: BotDraft): string {
  const [first = 'en'] = languages
  return givenLanguage ?? first
}

/** Puts the language that was asked for before the others: it is the default of the bot. */
export function putGivenLanguageFirst ({ givenLanguage, languages, report }: BotDraft, input: string): void {
  if (givenLanguage === undefined) return
  if (!languages.has(givenLanguage)) {
    report.note(input, `nothing of the input is in the language ${givenLanguage}: each text says another one`)
    return
  }
  const others = [...languages].filter(language => language !== givenLanguage)
  languages.clear()
  for (const language of [givenLanguage, ...others]) languages.add(language)
}

/** Language of an item: a code, `{ isocode }`, or the default where there is none. A wrong one is reported. */
export function languageOf (draft: BotDraft, value: unknown, source: string): string {
  const written = textOf(value) ?? firstText(fieldsOf(value), 'isocode', 'iso_code', 'code', 'language')
  const standard = standardLanguage(draft)
  if (written === undefined) return standard
  const language = normalizeLanguage(written)
  if (language !== undefined) return language
  draft.report.changed(source,
    `\`${written.slice(0, 40)}\` is no language: taken as ${standard}, correct it if it is another`)
  return standard
}
