import { createRequire } from 'node:module'
import { baseOf } from '../engine/language.ts'
import { importOptionalPackage } from '../../shared/optional-package.ts'

// What is used of packages that bring no types.

/** @nlpjs/nlp: classification and sentiment. */
export interface Library {
  addLanguage: (language: string) => void
  addDocument: (language: string, sentence: string, intent: string) => void
  train: () => Promise<unknown>
  /** One of the languages that were added; a guess by letters, poor for a few words. */
  guessLanguage: (sentence: string) => string
  process: (input: { locale: string, utterance: string }) => Promise<Understanding>
}

export interface Understanding {
  classifications: ReadonlyArray<{ intent: string, score: number }>
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

/** The library, with what it could load. */
export interface LoadedLibrary {
  readonly nlp: Library
  readonly version: string
  /** What each language of the bot is called in the library: two letters. */
  readonly localeOf: ReadonlyMap<string, string>
  /** Languages of the bot that the library has no package for: they are understood word by word. */
  readonly neutral: readonly string[]
}

/** Numbers of the training: a large bot would take minutes to get better by a trifle. */
const MAX_TRAINING_STEPS = 15_000_000
const MAX_ITERATIONS = 20_000
const MIN_ITERATIONS = 8 // with fewer, a bot of 500 intents misses a third of its sentences

/**
 * A new, untrained one: it keeps to itself, writes no file and says nothing.
 *
 * @param size intents times expressions of the largest language: the larger, the fewer rounds of training
 * @throws FST_BOT_PACKAGE_MISSING when it is not installed
 */
export async function createLibrary (languages: readonly string[], size: number): Promise<LoadedLibrary> {
  const { containerBootstrap } = await importOptionalPackage<{ containerBootstrap: () => Container }>('@nlpjs/core',
    USE)
  const { Nlp } = await importOptionalPackage<{ Nlp: new (settings: object) => Library }>('@nlpjs/nlp', USE)
  const { version } = createRequire(import.meta.url)('@nlpjs/nlp/package.json') as { version: string }
  const container = containerBootstrap()
  const localeOf = new Map<string, string>()
  const neutral: string[] = []
  for (const language of languages) {
    const base = baseOf(language)
    const pack = await languagePack(base)
    const locale = pack === undefined && base.length > 2 ? `x${String.fromCharCode(97 + neutral.length % 26)}` : base
    if (pack === undefined) {
      neutral.push(language)
      container.register(`tokenizer-${locale}`, createNeutralTokenizer(language), true)
    } else {
      container.use(pack)
    }
    localeOf.set(language, locale)
  }
  const iterations = Math.max(MIN_ITERATIONS,
    Math.min(MAX_ITERATIONS, Math.round(MAX_TRAINING_STEPS / Math.max(1, size))))
  const nlp = new Nlp({ container, autoSave: false, autoLoad: false, nlu: { log: false } })
  // the library hands its settings on by their defaults only
  Object.assign(container.getConfiguration('nlu-??'), { iterations })
  for (const locale of new Set(localeOf.values())) nlp.addLanguage(locale)
  return { nlp, version: `nlp.js-${version}`, localeOf, neutral }
}

interface Container {
  use: (plugin: unknown) => void
  getConfiguration: (tag: string) => object
  register: (name: string, plugin: unknown, isSingleton: boolean) => void
}

/** What the library knows of a language; undefined where there is no package for it, or it is not installed. */
async function languagePack (base: string): Promise<unknown> {
  try {
    const found = await importOptionalPackage<Record<string, unknown>>(`@nlpjs/lang-${base}`, USE)
    return found[`Lang${base[0]?.toUpperCase()}${base.slice(1)}`]
  } catch {
    return undefined
  }
}

/** Languages of a bot that would be understood word by word. */
export async function languagesWithoutPack (languages: readonly string[]): Promise<string[]> {
  const packs = await Promise.all(languages.map(language => languagePack(baseOf(language))))
  return languages.filter((_, index) => packs[index] === undefined)
}

/** Takes a text apart by the rules of Unicode, which know the words of all scripts. */
function createNeutralTokenizer (language: string): { tokenize: (text: string) => string[] } {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' })
  return {
    tokenize: text => [...segmenter.segment(text.toLowerCase())].filter(({ isWordLike }) => isWordLike)
      .map(({ segment }) => segment)
  }
}

export async function loadRecognizers (): Promise<Recognizers> {
  return (await importOptionalPackage<{ default: Recognizers }>('@microsoft/recognizers-text-suite', USE)).default
}
