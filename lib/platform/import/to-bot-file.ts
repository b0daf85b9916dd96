import { goldEntities } from '../../../schemas/gold-entities.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotEntity, BotFile, BotIntent } from '../bot-file/schema.ts'
import { RECOGNISED } from '../nlu/gold-names.ts'
import { addValue, entityIn, type BotDraft, type DraftEntity, type DraftIntent, type DraftValue } from './draft.ts'

type ValueList = Array<string | { value: string, synonyms?: string[], enrichment?: Record<string, unknown> }>

const DEFAULT_STRICTNESS = 50
const DEFAULT_RESTRICTED_STRICTNESS = 90
const FALLBACK = 'fallback'

/** The draft as a bot file. A bot without skills gets one that says so. */
export function toBotFile (draft: BotDraft, fileName: string): BotFile {
  declareGold(draft)
  if (draft.skills.size === 0) {
    draft.skills.set(FALLBACK, { actions: [{ message: 'I did not understand that.' }] })
    draft.fallback = FALLBACK
    draft.comments.set(`/skills/${FALLBACK}`,
      ' The imported data has no skills: write them here, each with the intent that triggers it.')
  }
  const languages = [...draft.languages]
  const { description, strictness, fallback, disambiguation, initialize } = draft
  return {
    name: draft.name ?? fileName,
    ...(description !== undefined && { description }),
    languages,
    ...(strictness !== undefined && strictness !== DEFAULT_STRICTNESS && { strictness }),
    ...(draft.intents.size > 0 &&
      { intents: Object.fromEntries([...draft.intents].map(([slug, intent]) => [slug, toIntent(intent, languages)])) }),
    ...(draft.entities.size > 0 &&
      {
        entities: Object.fromEntries([...draft.entities].map(([name, entity]) =>
          [name, toEntity(name, entity, languages, draft)]))
      }),
    skills: Object.fromEntries(draft.skills),
    ...(fallback !== undefined && { fallback }),
    ...(disambiguation !== undefined && { disambiguation }),
    ...(initialize !== undefined && { initialize })
  }
}

function toIntent ({ description, strictness, expressions }: DraftIntent, languages: readonly string[]): BotIntent {
  const written = languages.flatMap(language => {
    const sentences = expressions.get(language)
    return sentences === undefined ? [] : [[language, [...sentences]] as [string, string[]]]
  })
  return {
    ...(description !== undefined && { description }),
    ...(strictness !== undefined && { strictness }),
    expressions: Object.fromEntries<string[]>(written)
  }
}

function toEntity (name: string, entity: DraftEntity, languages: readonly string[], {
  restrictedStrictness, freeStrictness, report
}: BotDraft): BotEntity {
  const { kind, regex, flags, of, enrichment, description, after, before } = entity
  const strictness = entity.strictness ?? (kind === 'restricted' &&
    restrictedStrictness !== DEFAULT_RESTRICTED_STRICTNESS
    ? restrictedStrictness
    : kind === 'free' && freeStrictness !== 0
      ? freeStrictness
      : undefined)
  const target = `/entities${appendPointerStep(name)}`
  const values = regex === undefined ? toValues(entity, languages) : undefined
  if (regex !== undefined && entity.values.size > 0) {
    report.lost(`#${target}`, `entity ${name} has a regular expression and values: the values are left out`, target)
  }
  const hasContext = kind === 'free' || of !== undefined
  if (!hasContext && after.size + before.size > 0) {
    report.lost(`#${target}`, `the words around entity ${name} are left out: it is neither free nor a role`, target)
  }
  return {
    ...(description !== undefined && { description }),
    ...(of !== undefined && { of }),
    ...(kind === 'free' && { free: true }),
    ...(regex !== undefined && { regex }),
    ...(flags !== undefined && { flags }),
    ...(strictness !== undefined && { strictness }),
    ...(values !== undefined ? { values } : regex === undefined && of === undefined && { values: [] }),
    ...(hasContext && after.size > 0 && { after: [...after] }),
    ...(hasContext && before.size > 0 && { before: [...before] }),
    ...(enrichment !== undefined && { enrichment })
  }
}

/** One list where all languages have the same values, or else by language. */
function toValues ({ values }: DraftEntity, languages: readonly string[]): BotEntity['values'] | undefined {
  if (values.size === 0) return undefined
  const shared = listOf(values.get(''))
  const own = languages.filter(language => values.has(language)).map(language =>
    [language, [...listOf(values.get(language)), ...shared]] as [string, ValueList])
  const [first] = own
  if (first === undefined) return shared
  const same = own.length === languages.length &&
    own.every(([, list]) => JSON.stringify(list) === JSON.stringify(first[1]))
  return same
    ? first[1]
    : Object.fromEntries<ValueList>(languages.map(language => [
      language, [...listOf(values.get(language)), ...shared]
    ] as [string, ValueList]).filter(([, list]) => list.length > 0))
}

function listOf (values: ReadonlyMap<string, DraftValue> | undefined): ValueList {
  return [...values?.values() ?? []].map(({ value, synonyms, enrichment }) => synonyms.length === 0 &&
    enrichment === undefined
    ? value
    : {
        value, ...(synonyms.length > 0 && { synonyms: [...synonyms] }), ...(enrichment !== undefined && { enrichment })
      })
}

/**
 * Gold entities that skills use and that nothing here recognises become entities of the bot, with the words that were
 * tagged as such.
 */
function declareGold (draft: BotDraft): void {
  const written = JSON.stringify([...draft.skills.values()])
  for (const name of Object.keys(goldEntities).filter(name =>
    !RECOGNISED.includes(name) && !draft.entities.has(name))) {
    if (!written.includes(`"entity":"${name}"`) && !new RegExp(`#${name}\\b`).test(written)) continue
    const words = [...draft.goldWords.get(name) ?? []]
    const target = `/entities${appendPointerStep(name)}`
    const entity = entityIn(draft, name, 'restricted')
    for (const word of words) addValue(draft, entity, '', word)
    draft.report.lost(`#${name}`, words.length === 0
      ? `skills use the gold entity ${name}, which the local NLU does not recognise: give it values`
      : `skills use the gold entity ${name}, which the local NLU does not recognise: it is an entity of the bot now, ` +
        `with the ${words.length} words that expressions are tagged with`, target)
    draft.comments.set(target, ' On the platform this was a gold entity: give it the values that your users say.')
  }
}
