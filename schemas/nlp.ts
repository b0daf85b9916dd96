import { Type, type TSchema } from '@sinclair/typebox'
import { embed, field, named, optional, source, type Fields } from './field.ts'
import { goldEntities, type GoldEntities } from './gold-entities.ts'
import { recognised } from './recognised.ts'

const { webhookPage, lexicPages, captures } = source

/** Acts of speech that the platform documents. */
export const acts = ['assert', 'command', 'wh-query', 'yn-query'] as const

/** Sentiments that the platform documents, best first. */
export const sentiments = ['vpositive', 'positive', 'neutral', 'negative', 'vnegative'] as const

/** Schema of an intent that the NLU found. */
export const IntentSchema = Type.Object(
  {
    slug: optional(Type.String(), field('Name of the intent.', 'greetings', webhookPage)),
    confidence: optional(
      Type.Union([Type.Number(), Type.String()]),
      field(
        'How sure the platform is, from 0 to 1. A number in every capture; some hand-made bodies quote it.',
        0.99,
        webhookPage
      )
    ),
    description: optional(
      Type.String(), field('What the bot author wrote about the intent; since 2018.', 'Says hello', captures)
    )
  },
  {
    ...named('BotIntent'),
    additionalProperties: true,
    description: 'What the user may have meant.',
    $comment: webhookPage
  }
)

/** Schema of any entity that the NLU found. */
export const EntitySchema = Type.Object({
  ...recognised,
  value: Type.Optional(Type.Unknown(field(
    'The matched value of a custom entity. Gold entities have none.', 'b1', captures
  )))
}, {
  ...named('BotEntity'),
  additionalProperties: true,
  description: 'An entity of the bot author\'s own. Further keys are the author\'s enrichment of the matched value.',
  $comment: captures
})

const oneOf = (words: readonly string[]) => words.join(', ').replace(/, (?=[^,]*$)/, ' or ')
const several = <S extends TSchema>(schema: S) => Type.Optional(Type.Array(schema))

const goldLists = Object.fromEntries(
  Object.entries(goldEntities).map(([name, schema]) => [name, several(embed(schema))])
) as { [Name in keyof typeof goldEntities]: ReturnType<typeof several<typeof goldEntities[Name]>> }

/** Schema of all entities of a sentence, by name. */
export const EntitiesSchema = Type.Object(goldLists, {
  ...named('BotEntities'),
  additionalProperties: Type.Array(embed(EntitySchema)),
  description:
    "What was recognised in the sentence, by name: the gold entities below and any of the bot author's own. One name " +
      'may hold several, in the order of the sentence.',
  $comment: webhookPage
})

/** Schema of what the NLU made of a sentence. */
export const NlpSchema = Type.Object(
  {
    uuid: optional(
      Type.String(),
      field(
        'New for every sentence: the only identifier of a message in the body.',
        '96597974-3ee1-4743-8a5d-341b67effb9a',
        webhookPage
      )
    ),
    source: optional(
      Type.String(), field('What the user wrote, or the value of the button that was pressed.', 'hi', webhookPage)
    ),
    intents: optional(
      Type.Array(embed(IntentSchema)),
      field('Best first; empty when nothing matched.', [{ slug: 'greetings', confidence: 0.99 }], webhookPage)
    ),
    entities: optional(embed(EntitiesSchema)),
    act: optional(Type.String(), field(`Act of speech: ${oneOf(acts)}.`, 'assert', lexicPages)),
    type: optional(Type.String(), field('Type of question as class:sub, such as loc:city.', 'desc:reason', lexicPages)),
    sentiment: optional(Type.String(), field(`${oneOf(sentiments)}.`, 'vpositive', lexicPages)),
    language: optional(Type.String(), field('ISO 639-1 code of the language that was detected.', 'en', lexicPages)),
    processing_language: optional(
      Type.String(),
      field(
        'ISO 639-1 code of the language the sentence was analysed in; differs when the bot does not speak the ' +
          'detected one.',
        'en',
        lexicPages
      )
    ),
    version: optional(
      Type.String(), field('Version of the analysis: a free string, not semver.', '2.10.1', webhookPage)
    ),
    timestamp: optional(
      Type.String(),
      field(
        'When it was analysed, ISO 8601; in old bodies without an offset.',
        '2017-10-25T21:36:02.071243+00:00',
        webhookPage
      )
    ),
    status: optional(Type.Number(), field('Status of the analysis.', 200, webhookPage))
  },
  {
    ...named('BotNlp'),
    additionalProperties: true,
    description: 'What the platform understood of the sentence.',
    $comment: webhookPage
  }
)

/** The speech act of a sentence. */
export type Act = typeof acts[number]
/** The sentiment of a sentence. */
export type Sentiment = typeof sentiments[number]

/** An intent that the NLU found. */
export interface Intent extends Fields<typeof IntentSchema.properties> {
  [key: string]: unknown
}

/** An entity that the NLU found. */
export interface Entity extends Fields<typeof EntitySchema.properties> {
  [key: string]: unknown
}

/** The entities of a sentence: the gold ones by their shape, any other name as an open record. */
export type Entities = { [Name in keyof GoldEntities]?: GoldEntities[Name][] } & {
  [name: string]: Entity[] | undefined
}

/** What the NLU made of a sentence. */
export interface Nlp extends Omit<Fields<typeof NlpSchema.properties>, 'intents' | 'entities'> {
  intents?: Intent[] | null
  entities?: Entities | null
}
