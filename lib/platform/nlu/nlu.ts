import type { Entities, Nlp } from '../../../schemas/nlp.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { Analyse, Effects } from '../engine/effects.ts'
import { matchLanguage } from '../engine/language.ts'
import type { LogEntry } from '../engine/log-entry.ts'
import { createFinder, rounded, type FindCustom } from './custom-entities.ts'
import { findGold, wantedGold, type Located } from './gold.ts'
import { createLibrary, loadRecognizers, type Understanding } from './library.ts'
import { timestamp } from './timestamp.ts'
import { rememberConsidered, type ConsideredIntent } from './considered-intents.ts'

/**
 * Percent of confidence from which an intent is told, unless the bot says otherwise. Source: the platform's default.
 */
const DEFAULT_STRICTNESS = 50
/** Characters of a sentence that are looked at: what is longer is no sentence. */
const MAX_SENTENCE_CHARS = 2000

/** The library keeps intents in plain objects, where `constructor` is something else already. */
const PREFIX = 'intent:'

/**
 * Trains an NLU with the expressions of a bot. It may serve any number of conversations. What it makes of a sentence
 * has the form of the platform's; what the library cannot know, such as act and type, is null.
 *
 * @throws FST_BOT_PACKAGE_MISSING when the library is not installed
 *
 * @example
 * const analyse = await createNlu(bot, { now: Date.now, uuid: randomUUID })
 * const nlp = await analyse('weather in Paris', 'en')
 */
export async function createNlu (bot: BotFile, { now, uuid }: Pick<Effects, 'now' | 'uuid'>): Promise<Analyse> {
  const { languages, intents = {}, entities = {} } = bot
  const { nlp, version, localeOf } = await createLibrary(languages)
  const recognizers = await loadRecognizers()
  const wanted = wantedGold(bot)
  for (const [slug, { expressions }] of Object.entries(intents)) {
    for (const [language, sentences] of Object.entries(expressions)) {
      for (const sentence of sentences) nlp.addDocument(localeOf.get(language) as string, sentence, PREFIX + slug)
    }
  }
  await nlp.train()
  const finders = new Map<string, FindCustom>(languages.map(language => [language, createFinder(entities, language)]))

  return async function analyse (source: string, language: string | null, notes: LogEntry[] = []): Promise<Nlp> {
    const looked = source.slice(0, MAX_SENTENCE_CHARS)
    const [processing, understood] = await understandIn(looked, language)
    const gold = findGold(recognizers, wanted, looked, processing, now())
    const found = [...(finders.get(processing) as FindCustom)(looked, gold), ...gold]
    return rememberConsidered({
      uuid: uuid(),
      source,
      intents: intentsOf(understood, notes),
      entities: byName(found),
      act: null,
      type: null,
      sentiment: sentimentOf(understood),
      language: language ?? processing,
      processing_language: processing,
      version,
      timestamp: timestamp(now()),
      status: 200
    }, consideredOf(understood))
  }

  /**
   * In the language of the conversation; when that is open, in the one whose expressions fit best, or that it looks
   * like, or the bot's first.
   */
  async function understandIn (source: string, language: string | null): Promise<[language: string, Understanding]> {
    const [first = ''] = languages
    const open = language ?? (source === '' ? first : null)
    const candidates = open === null ? languages : [matchLanguage(open, languages) ?? first]
    const likely = candidates.length > 1 ? guessLanguage(source) : undefined
    let best: [language: string, Understanding, score: number] | undefined
    for (const candidate of candidates) {
      const locale = localeOf.get(candidate) as string
      // it cannot process nothing
      const understood = source === '' ? NOTHING : withSlugs(await nlp.process({ locale, utterance: source }))
      const score = bestScore(understood) + (locale === likely ? 0.1 : 0)
      if (best === undefined || score > best[2]) best = [candidate, understood, score]
    }
    const [chosen, understood] = best as [string, Understanding, number]
    return [chosen, understood]
  }

  /** The library fails for a sentence in letters of none of its languages. */
  function guessLanguage (source: string): string | undefined {
    try {
      return nlp.guessLanguage(source)
    } catch {
      return undefined
    }
  }

  function intentsOf ({ classifications }: Understanding, notes: LogEntry[]): NonNullable<Nlp['intents']> {
    const known = classifications.filter(({ intent }) => Object.hasOwn(intents, intent)).sort((a, b) =>
      b.score - a.score)
    const sure = known.filter(({ intent, score }) => score * 100 >= strictnessOf(intent))
    const [nearest] = known
    if (sure.length === 0 && nearest !== undefined && nearest.score > 0) {
      const { intent, score } = nearest
      notes.push({
        level: 'info',
        code: 'I_INTENT_UNSURE',
        message: `no intent is sure enough: ${intent} has ${Math.round(score * 100)} %, and needs ` +
          `${strictnessOf(intent)}`,
        data: { intent, confidence: rounded(score), strictness: strictnessOf(intent) }
      })
    }
    return sure.map(({ intent, score }) => ({
      slug: intent, confidence: rounded(score), description: intents[intent]?.description ?? null
    }))
  }

  function strictnessOf (intent: string): number {
    return intents[intent]?.strictness ?? bot.strictness ?? DEFAULT_STRICTNESS
  }

  function consideredOf ({ classifications }: Understanding): ConsideredIntent[] {
    return classifications.filter(({ intent }) => Object.hasOwn(intents, intent))
      .map(({ intent, score }) => ({ slug: intent, confidence: rounded(score), needs: strictnessOf(intent) / 100 }))
  }

  function bestScore ({ classifications }: Understanding): number {
    return Math.max(0,
      ...classifications.filter(({ intent }) => Object.hasOwn(intents, intent)).map(({ score }) => score))
  }
}

/** The classifications of the bot's own intents, by their slugs. */
function withSlugs ({ classifications, ...others }: Understanding): Understanding {
  const own = classifications.filter(({ intent }) => intent.startsWith(PREFIX))
    .map(({ intent, score }) => ({ intent: intent.slice(PREFIX.length), score }))
  return { ...others, classifications: own }
}

/** In the order of the sentence. */
function byName (found: readonly Located[]): Entities {
  const entities = new Map<string, Array<Record<string, unknown>>>()
  for (const { name, entity } of found.toSorted((a, b) => a.start - b.start)) {
    entities.set(name, [...entities.get(name) ?? [], { ...entity }])
  }
  return Object.fromEntries(entities)
}

const NOTHING: Understanding = { classifications: [] }

// The least mean weight, among the words that the library knows to be good or bad, of what is good or bad at all, and
// very much so.
const FAINT = 0.2
const STRONG = 0.5

function sentimentOf ({ sentiment }: Understanding): string {
  const { score, numHits } = sentiment ?? { score: 0, numHits: 0 }
  const mean = numHits === 0 ? 0 : score / numHits
  if (Math.abs(mean) < FAINT) return 'neutral'
  return (Math.abs(mean) < STRONG ? '' : 'v') + (mean > 0 ? 'positive' : 'negative')
}
