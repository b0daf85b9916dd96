import { createSeededRandom } from '../../../lib/platform/engine/seeded-random.ts'

/** Training data as the platform took it in 2018, and sentences that are like it without being in it. */
export interface Dataset {
  readonly json: { readonly intents: readonly object[], readonly entities: readonly object[] }
  readonly sentences: ReadonlyArray<{ readonly text: string, readonly language: string, readonly intent: string }>
}

export interface DatasetSize {
  readonly intents: number
  readonly expressions: number
  readonly entities: number
  readonly sentences: number
}

const VALUES = 40 // of an entity, in each language
const SYLLABLES = 'ba ce di fo gu ha ki lo mu na pe ri so tu va we xi yo za bra cle dri flo gru pla ste tri'.split(' ')

/** What surrounds an action, its thing, and a value. */
const FRAMES: Readonly<Record<string, readonly string[]>> = {
  en: [
    'I want to A the T', 'please A my T', 'can you A a T for V', 'how do I A the T', 'A T', 'A the T of V now',
    'could somebody A this T', 'is it possible to A a T', 'I need help to A my T', 'where can I A the T from V',
    'tell me how to A T', 'the T must be A', 'why does my T not A', 'when will you A the T'
  ],
  fr: [
    'je veux A le T', 'A mon T svp', 'peux-tu A un T pour V', 'comment A le T', 'A T', 'A le T de V maintenant',
    'est-ce possible de A un T', 'je dois A mon T', 'où puis-je A le T de V', 'dis-moi comment A le T',
    'pourquoi mon T ne A pas', 'quand vas-tu A le T', 'aide-moi à A le T'
  ],
  de: [
    'ich möchte das T A', 'bitte mein T A', 'kannst du ein T für V A', 'wie kann ich das T A', 'T A',
    'jetzt das T von V A', 'ist es möglich ein T zu A', 'ich muss mein T A', 'wo kann ich das T von V A',
    'sag mir wie ich das T A', 'warum will mein T nicht A', 'wann wirst du das T A', 'hilf mir das T zu A'
  ]
}
const LANGUAGES = Object.keys(FRAMES)

/** Makes a bot that is as large as it was asked for, the same for the same seed. */
export function makeDataset (size: DatasetSize, seed: number): Dataset {
  const numbers = createSeededRandom(seed)
  const below = (limit: number): number => Math.floor(numbers() / 2 ** 32 * limit)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const word = (): string => Array.from({ length: 3 + below(2) }, () => pick(SYLLABLES)).join('')
  const words = (count: number): string[] => [...new Set(Array.from({ length: count * 2 }, word))].slice(0, count)

  const values = new Map(LANGUAGES.map(language => [language, Array.from({ length: size.entities }, () =>
    words(VALUES))]))
  const actions = new Map(LANGUAGES.map(language => [language, words(Math.ceil(size.intents / 4))]))
  const fill = (frame: string, intent: number, thing: string, language: string): string => frame
    .replace('A', actions.get(language)?.[intent % Math.ceil(size.intents / 4)] as string)
    .replace('T', thing)
    .replace('V', pick(pick(values.get(language) as string[][])))
  const things = Array.from({ length: size.intents }, () => new Map(LANGUAGES.map(language => [language, words(4)])))

  let left = size.expressions
  const intents = things.map((own, index) => {
    const count = Math.round(left / (size.intents - index))
    left -= count
    const expressions = new Map<string, string>()
    for (let tried = 0; expressions.size < count; tried++) {
      const language = LANGUAGES[tried % LANGUAGES.length] as string
      const frame = FRAMES[language]?.[Math.floor(tried / LANGUAGES.length) % FRAMES[language].length] as string
      expressions.set(fill(frame, index, pick(own.get(language) as string[]), language), language)
    }
    const sources = [...expressions].map(([source, language]) => ({ source, language }))
    return { name: `intent-${index}`, expressions: sources }
  })
  const entities = Array.from({ length: size.entities }, (_, index) => ({
    name: `thing-${index}`,
    open: false,
    synonyms: LANGUAGES.flatMap(language =>
      (values.get(language)?.[index] as string[]).map(value => ({ value, language })))
  }))
  const sentences = Array.from({ length: size.sentences }, () => {
    const index = below(size.intents)
    const language = pick(LANGUAGES)
    const thing = pick(things[index]?.get(language) as string[])
    const text = `${fill(pick(FRAMES[language] as string[]), index, thing, language)} 2`
    return { text, language, intent: `intent-${index}` }
  })
  return { json: { intents, entities }, sentences }
}
