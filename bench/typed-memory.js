import { Type } from '@sinclair/typebox'

/** The memory of the sample body, and the key that the handlers write. */
export const MemorySchema = Type.Object({
  person: Type.Optional(Type.Object({ fullname: Type.String(), raw: Type.String(), confidence: Type.Number() })),
  key: Type.Optional(Type.String())
})
