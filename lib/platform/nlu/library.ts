import { createRequire } from 'node:module'
import { baseOf } from '../engine/language.ts'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import { trainPerceptron, type NeuralNetwork, type Perceptron, type TrainingSample } from './train-perceptron.ts'

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
  /** What each language of the bot is called in the library: two characters. */
  readonly localeOf: ReadonlyMap<string, string>
}

/** Made-up names of languages are a digit and a character from here on, which no real one has. */
const FIRST_NAME_CHAR = 0x4e00

/**
 * A new, untrained one: it keeps to itself, writes no file and says nothing.
 *
 * @throws FST_BOT_PACKAGE_MISSING when it is not installed
 */
export async function createLibrary (languages: readonly string[]): Promise<LoadedLibrary> {
  const { containerBootstrap } = await importOptionalPackage<{ containerBootstrap: () => Container }>('@nlpjs/core',
    USE)
  const { Nlp } = await importOptionalPackage<{ Nlp: new (settings: object) => TrainableLibrary }>('@nlpjs/nlp', USE)
  const { version } = createRequire(import.meta.url)('@nlpjs/nlp/package.json') as { version: string }
  const container = containerBootstrap()
  const localeOf = new Map<string, string>()
  for (const [index, language] of languages.entries()) {
    const base = baseOf(language)
    const pack = await languagePack(base)
    const locale = pack === undefined && base.length > 2 ? `0${String.fromCharCode(FIRST_NAME_CHAR + index)}` : base
    if (pack === undefined) container.register(`tokenizer-${locale}`, createNeutralTokenizer(language), true)
    else container.use(pack)
    localeOf.set(language, locale)
  }
  const nlp = new Nlp({ container, autoSave: false, autoLoad: false, nlu: { log: false } })
  for (const locale of new Set(localeOf.values())) nlp.addLanguage(locale)
  for (const { domains } of Object.values(nlp.nluManager.domainManagers)) Object.values(domains).forEach(trainQuickly)
  return { nlp, version: `nlp.js-${version}`, localeOf }
}

/** What is used of the library's insides. */
interface TrainableLibrary extends Library {
  readonly nluManager: { readonly domainManagers: Record<string, { readonly domains: Record<string, Classifier> }> }
}

/** It makes a network for its training. */
interface Classifier {
  innerTrain: (input: TrainingInput) => Promise<TrainingInput>
  readonly neuralNetwork: NeuralNetwork & {
    train: (corpus: TrainingInput['corpus']) => unknown
    trainPerceptron: (perceptron: Perceptron, samples: readonly TrainingSample[]) => number
  }
}

interface TrainingInput {
  readonly corpus: readonly object[]
  status?: unknown
}

/** Puts our loop for the training in place of the library's, which takes most of the start of a large bot. */
function trainQuickly (classifier: Classifier): void {
  const { innerTrain } = classifier
  classifier.innerTrain = async input => {
    await innerTrain.call(classifier, { ...input, corpus: [] }) // makes the network
    const network = classifier.neuralNetwork
    network.trainPerceptron = (perceptron, samples) => trainPerceptron(network, perceptron, samples)
    return { ...input, status: network.train(input.corpus) }
  }
}

interface Container {
  use: (plugin: unknown) => void
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
