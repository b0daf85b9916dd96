import { Type } from '@sinclair/typebox'
import { field, optional, source, titled } from './field.ts'

/** What every entity has, gold or custom. */
export const recognised = {
  raw: optional(Type.String(), {
    ...titled('BotEntityWords'),
    ...field('The words of the user that were recognised.', 'next Thursday', source.goldPage)
  }),
  confidence: optional(
    Type.Union([Type.Number(), Type.String()]),
    {
      ...titled('BotConfidence'),
      ...field(
        'How sure the platform is, from 0 to 1. A number in every capture; some hand-made bodies quote it.',
        0.92,
        source.goldPage
      )
    }
  )
}
