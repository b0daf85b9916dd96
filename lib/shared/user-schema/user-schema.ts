/**
 * A schema that a user brings: of `@sinclair/typebox` or `typebox`, a Standard Schema such as those of zod and valibot,
 * or a plain JSON Schema.
 */
export type UserSchema = TypeBoxSchema | StandardSchema | JsonSchema

/**
 * A schema of `@sinclair/typebox` by its form: a compiler takes the declarations that a CommonJS module reads for other
 * types than those of an ES module.
 */
export interface TypeBoxSchema { params: unknown[], static: unknown }

/** What an error says that is accepted. */
export const ACCEPTED_SCHEMAS =
  'a schema of @sinclair/typebox or typebox, a Standard Schema (zod, valibot, ArkType) or a JSON Schema'

/** The part of the Standard Schema interface that is used here: https://standardschema.dev */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input, readonly output: Output } | undefined
    readonly jsonSchema?: { readonly input: (options: { target: string }) => Record<string, unknown> } | undefined
  }
}

export type StandardResult<Output> = { readonly value: Output, readonly issues?: undefined } | {
  readonly issues: ReadonlyArray<{
    readonly message: string, readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
  }>
}

/** A JSON Schema as an object; `typebox` makes such. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: { readonly [name: string]: JsonSchema }
  readonly required?: readonly string[]
  readonly items?: JsonSchema | readonly JsonSchema[] | boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly $ref?: string
  readonly $id?: string
  readonly description?: string
  readonly additionalProperties?: JsonSchema | boolean
  readonly prefixItems?: readonly JsonSchema[]
  readonly patternProperties?: { readonly [pattern: string]: JsonSchema }
  readonly not?: JsonSchema
  readonly title?: string
  readonly default?: unknown
  readonly examples?: unknown
  readonly format?: string
  readonly pattern?: string
}

/** The values that a schema accepts. */
export type InputOf<S> = S extends TypeBoxSchema
  ? (S & { params: [] })['static']
  : S extends StandardSchema ? NonNullable<S['~standard']['types']>['input'] : StaticJson<S>

/** The values that a schema accepts, with its defaults filled in. */
export type OutputOf<S> = S extends TypeBoxSchema
  ? (S & { params: [] })['static']
  : S extends StandardSchema ? NonNullable<S['~standard']['types']>['output'] : StaticJson<S>

/** The values of a JSON Schema whose literal type is known; unknown where it says nothing that is known here. */
export type StaticJson<S> =
  S extends { const: infer Value } ? Value
    : S extends { enum: readonly (infer Value)[] } ? Value
      : S extends { anyOf: readonly (infer Branch)[] } ? StaticJson<Branch>
        : S extends { oneOf: readonly (infer Branch)[] } ? StaticJson<Branch>
          : S extends { type: 'object', properties: infer Properties } ? StaticObject<Properties, RequiredIn<S>>
            : S extends { type: 'array', items: infer Item } ? Array<StaticJson<Item>>
              : S extends { type: infer Name } ? StaticType<Name extends readonly (infer Each)[] ? Each : Name>
                : unknown

type RequiredIn<S> = S extends { required: readonly (infer Name)[] } ? Name : never

/** Schemas of `typebox` mark what is optional on the property; others name what is required. */
type IsOptional<Property, Name, Required> = Property extends { '~optional': true }
  ? true
  : Property extends { '~kind': string } ? false : Name extends Required ? false : true

type StaticObject<P, Required> =
  { -readonly [Name in keyof P as IsOptional<P[Name], Name, Required> extends true
    ? never
    : Name]: StaticJson<P[Name]> } &
  { -readonly [Name in keyof P as IsOptional<P[Name], Name, Required> extends true
    ? Name
    : never]?: StaticJson<P[Name]> }

interface StaticTypes {
  string: string
  number: number
  integer: number
  boolean: boolean
  null: null
  object: Record<string, unknown>
  array: unknown[]
}

type StaticType<Name> = Name extends keyof StaticTypes ? StaticTypes[Name] : unknown
