import { Type } from '@sinclair/typebox'
import { field, source } from './field.ts'

/**
 * A short text on a button or card. Numbers and nulls reach channels too: they show oddly there, but nothing is lost.
 */
export const label = (description: string, example: string) =>
  Type.Optional(
    Type.Union([Type.String(), Type.Number(), Type.Null()], field(description, example, source.messagesPage))
  )
