import {
  Kind, Type, TypeRegistry, type SchemaOptions, type Static, type TSchema, type TUnsafe
} from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/**
 * What the reference says of an option, and what an error says that it must be. An option with neither `default` nor
 * `defaultText` is required.
 */
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
  /** Name of the TypeScript type, for the reference. Default: it says what is expected. */
  typeName?: string
}

const CUSTOM = 'BotOption'

TypeRegistry.Set<{ accepts: (value: unknown) => boolean }>(CUSTOM, ({ accepts }, value) => accepts(value))

/** An option that JSON Schema cannot describe, such as a function. */
export function customOption<T> (accepts: (value: unknown) => boolean, describe: CustomOption): TUnsafe<T> {
  return Type.Unsafe<T>({ ...describe, [Kind]: CUSTOM, accepts })
}

/** Accepts everything: for what is checked where it is used. */
export const isAny = (): boolean => true

export const isFunction = (value: unknown): boolean => typeof value === 'function'

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

/** A list of texts. */
export function listOfTexts (describe: OptionDescription & { expected: string }) {
  return Type.Unsafe<readonly string[]>(Type.Array(Type.String(), describe))
}

/** An option object within another one, read by a schema of its own. */
export function optionObject<O extends object> (schema: OptionsSchema<O>, describe: OptionDescription) {
  return customOption<O>(isOptionObject, {
    expected: 'an object', typeName: String(schema.title), ...describe, options: schema
  })
}

/** The same option, which may be `false` too. */
export function orFalse<S extends TSchema> (option: S) {
  return customOption<Static<S> | false>(value => value === false || Value.Check(option, value), {
    ...option,
    description: String(option.description),
    expected: `${describeExpected(option)}, or false`,
    ...(option.typeName !== undefined && { typeName: `${option.typeName} | false` })
  })
}

export function isOptionObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isRequired ({ default: value, defaultText }: TSchema): boolean {
  return value === undefined && defaultText === undefined
}

/** What an option must be, in words. */
export function describeExpected ({ expected, type, minimum, maximum, unit }: TSchema): string {
  if (expected !== undefined) return expected
  if (type === 'boolean') return 'true or false'
  if (type !== 'integer' && type !== 'number') return `a ${type}`
  const number = type === 'integer' ? 'a whole number' : 'a number'
  const most = maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`
  return `${number}${unit === undefined ? '' : ` of ${unit}`} from ${minimum}${most}`
}

/** The schema of an option object: each key of the type has an option. */
export function optionsSchema<O extends object> (
  options: { [Name in keyof Required<O>]: TSchema }, describe: { title: string, description: string }
) {
  return Type.Unsafe<O>(Type.Object(options, { additionalProperties: false, ...describe }))
}

export type OptionsSchema<O extends object> = ReturnType<typeof optionsSchema<O>>
