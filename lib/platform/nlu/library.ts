import { createRequire } from 'node:module'
import { importOptionalPackage } from '../../shared/optional-package.ts'

// What is used of packages that bring no types.

/** @nlpjs/nlp: classification, lists of words, sentiment. */
export interface Library {
  addLanguage: (language: string) => void
  addDocument: (language: string, sentence: string, intent: string) => void
  addNerRuleOptionTexts: (languages: string | readonly string[], entity: string, option: string, texts: readonly string[]) => void
  train: () => Promise<unknown>
  /** One of the languages that were added; a guess by letters, poor for a few words. */
  guessLanguage: (sentence: string) => string
  process: (input: { locale: string, utterance: string }) => Promise<Understanding>
}

export interface Understanding {
  classifications: ReadonlyArray<{ intent: string, score: number }>
  entities: ReadonlyArray<{ entity: string, option: string, accuracy: number, start: number, end: number, utteranceText: string, type: string }>
  /** `score` is the sum over words; `numHits` of them are in the library's dictionary. */
  sentiment?: { score: number, numHits: number }
}

/** @microsoft/recognizers-text-suite: numbers, dates, measures and the like. */
export interface Recognizers {
  recognizeNumber: Recognize
  recognizeOrdinal: Recognize
  recognizePercentage: Recognize
  recognizeCurrency: Recognize
  recognizeTemperature: Recognize
  recognizeDimension: Recognize
  recognizeEmail: Recognize
  recognizeURL: Recognize
  recognizeIpAddress: Recognize
  recognizePhoneNumber: Recognize
  recognizeDateTime: (text: string, culture: string, options: 0, reference: Date) => Recognised[]
}

type Recognize = (text: string, culture: string) => Recognised[]

/** Something that was recognised; `end` is its last character. */
export interface Recognised {
  start: number
  end: number
  text: string
  typeName: string
  resolution: Record<string, unknown> | null | undefined
}

const USE = {
  what: 'understanding sentences',
  packages: ['@nlpjs/core', '@nlpjs/nlp', '@microsoft/recognizers-text-suite'],
  production: false
}

/**
 * A new, untrained one: it keeps to itself, writes no file and says nothing.
 *
 * @throws FST_BOT_PACKAGE_MISSING when it or one of the languages is not installed
 */
export async function createLibrary (languages: readonly string[]): Promise<{ nlp: Library, version: string }> {
  const { containerBootstrap } = await importOptionalPackage<{
    containerBootstrap: () => { use: (plugin: unknown) => void }
  }>('@nlpjs/core', USE)
  const { Nlp } = await importOptionalPackage<{ Nlp: new (settings: object) => Library }>('@nlpjs/nlp', USE)
  const { version } = createRequire(import.meta.url)('@nlpjs/nlp/package.json') as { version: string }
  const container = containerBootstrap()
  for (const language of languages) {
    const name = `@nlpjs/lang-${language}`
    const use = { what: `understanding '${language}'`, packages: [name], production: false }
    const found = await importOptionalPackage<Record<string, unknown>>(name, use)
    container.use(found[`Lang${language[0]?.toUpperCase()}${language.slice(1)}`])
  }
  const nlp = new Nlp({ container, autoSave: false, autoLoad: false, forceNER: true, nlu: { log: false } })
  for (const language of languages) nlp.addLanguage(language)
  return { nlp, version: `nlp.js-${version}` }
}

export async function loadRecognizers (): Promise<Recognizers> {
  return (await importOptionalPackage<{ default: Recognizers }>('@microsoft/recognizers-text-suite', USE)).default
}
