import { Kind, Type, TypeRegistry, type SchemaOptions, type TSchema, type TUnsafe } from '@sinclair/typebox'

/** What the reference says of an option, and what an error says that it must be. */
export interface OptionDescription extends SchemaOptions {
  description: string
  /** What the value must be, as an error says it after "must be". Default: made from the type and its limits. */
  expected?: string
  /** What happens without it, when that cannot be written as a value. */
  defaultText?: string
  /** Unit of a number, such as `milliseconds`. */
  unit?: string
}

interface CustomOption extends OptionDescription {
  expected: string
  /** Name of the TypeScript type, for the reference. */
  typeName: string
}

const CUSTOM = 'BotOption'

TypeRegistry.Set<{ accepts: (value: unknown) => boolean }>(CUSTOM, ({ accepts }, value) => accepts(value))

/** An option that JSON Schema cannot describe, such as a function. */
export function customOption<T> (accepts: (value: unknown) => boolean, describe: CustomOption): TUnsafe<T> {
  return Type.Unsafe<T>({ ...describe, [Kind]: CUSTOM, accepts })
}

/** A whole number from `minimum`, by default 1, to `maximum`. */
export function wholeNumber (unit: string, describe: OptionDescription & { minimum?: number, maximum?: number }) {
  return Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...describe, unit })
}

/** One of some words. */
export function oneOf<const W extends readonly string[]> (words: W, describe: OptionDescription) {
  return Type.Unsafe<W[number]>(Type.Union(words.map(word => Type.Literal(word)), {
    expected: `one of ${words.join(', ')}`, ...describe
  }))
}

/** A list of some words, each of which may be left out. */
export function listOf<const W extends readonly string[]> (words: W, describe: OptionDescription & {
  minItems?: number
}) {
  return Type.Unsafe<ReadonlyArray<W[number]>>(Type.Array(Type.Union(words.map(word => Type.Literal(word))), {
    expected: `a list of ${words.join(', ')}`, ...describe
  }))
}

/** The schema of an option object: each key of the type has an option. */
export function optionsSchema<O extends object> (
  options: { [Name in keyof Required<O>]: TSchema }, describe: { title: string, description: string }
) {
  return Type.Unsafe<O>(Type.Object(options, { additionalProperties: false, ...describe }))
}

export type OptionsSchema<O extends object> = ReturnType<typeof optionsSchema<O>>
