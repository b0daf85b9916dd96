import type { Entities, Nlp } from '../../../schemas/nlp.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { Analyse, Effects } from '../engine/effects.ts'
import { listed, matched, rounded, wordLists } from './custom-entities.ts'
import { findGold, wantedGold, type Located } from './gold.ts'
import { createLibrary, loadRecognizers, type Understanding } from './library.ts'
import { timestamp } from './timestamp.ts'
import { rememberConsidered, type ConsideredIntent } from './considered-intents.ts'

/** Intents that are less sure are not told. */
const LEAST_CONFIDENCE = 0.5

/**
 * Trains an NLU with the expressions of a bot. What it makes of a sentence has the form of the platform's; what the
 * library cannot know, such as act and type, is null.
 *
 * @throws FST_BOT_PACKAGE_MISSING when the library is not installed
 */
export async function createNlu (bot: BotFile, { now, uuid }: Pick<Effects, 'now' | 'uuid'>): Promise<Analyse> {
  const { languages, intents = {}, entities = {} } = bot
  const { nlp, version } = await createLibrary(languages)
  const recognizers = await loadRecognizers()
  const wanted = wantedGold(bot)
  for (const [slug, { expressions }] of Object.entries(intents)) {
    for (const [language, sentences] of Object.entries(expressions)) for (const sentence of sentences) nlp.addDocument(language, sentence, slug)
  }
  for (const { name, option, texts } of wordLists(entities)) nlp.addNerRuleOptionTexts(languages, name, option, texts)
  await nlp.train()

  return async function analyse (source: string, language: string | null): Promise<Nlp> {
    const [processing, understood] = await understandIn(source, language)
    const found = [
      ...listed(entities, understood.entities, source),
      ...matched(entities, source),
      ...findGold(recognizers, wanted, source, processing, now())
    ]
    return rememberConsidered({
      uuid: uuid(),
      source,
      intents: intentsOf(understood),
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

  /** In the language of the conversation; when that is open, in the one whose expressions fit best, or that it looks like, or the bot's first. */
  async function understandIn (source: string, language: string | null): Promise<[language: string, Understanding]> {
    const [first = ''] = languages
    const open = language ?? (source === '' ? first : null)
    const candidates = open === null ? languages : [languages.includes(open) ? open : first]
    const likely = nlp.guessLanguage(source)
    let best: [language: string, Understanding, score: number] | undefined
    for (const locale of candidates) {
      const understood = source === '' ? NOTHING : await nlp.process({ locale, utterance: source }) // it cannot process nothing
      const score = bestScore(understood) + (locale === likely ? 0.1 : 0)
      if (best === undefined || score > best[2]) best = [locale, understood, score]
    }
    const [chosen, understood] = best as [string, Understanding, number]
    return [chosen, understood]
  }

  function intentsOf ({ classifications }: Understanding): NonNullable<Nlp['intents']> {
    return classifications
      .filter(({ intent, score }) => Object.hasOwn(intents, intent) && score >= LEAST_CONFIDENCE)
      .sort((a, b) => b.score - a.score)
      .map(({ intent, score }) => ({ slug: intent, confidence: rounded(score), description: intents[intent]?.description ?? null }))
  }

  function consideredOf ({ classifications }: Understanding): ConsideredIntent[] {
    return classifications.filter(({ intent }) => Object.hasOwn(intents, intent))
      .map(({ intent, score }) => ({ slug: intent, confidence: rounded(score), needs: LEAST_CONFIDENCE }))
  }

  function bestScore ({ classifications }: Understanding): number {
    return Math.max(0, ...classifications.filter(({ intent }) => Object.hasOwn(intents, intent)).map(({ score }) => score))
  }
}

/** In the order of the sentence. */
function byName (found: readonly Located[]): Entities {
  const entities: Record<string, Array<Record<string, unknown>>> = {}
  for (const { name, entity } of found.toSorted((a, b) => a.start - b.start)) (entities[name] ??= []).push({ ...entity })
  return entities as Entities
}

const NOTHING: Understanding = { classifications: [], entities: [] }

// The least mean weight, among the words that the library knows to be good or bad, of what is good or bad at all, and very much so.
const FAINT = 0.2
const STRONG = 0.5

function sentimentOf ({ sentiment }: Understanding): string {
  const { score, numHits } = sentiment ?? { score: 0, numHits: 0 }
  const mean = numHits === 0 ? 0 : score / numHits
  if (Math.abs(mean) < FAINT) return 'neutral'
  return (Math.abs(mean) < STRONG ? '' : 'v') + (mean > 0 ? 'positive' : 'negative')
}
