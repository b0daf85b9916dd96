import { schemaNames } from '../../../schemas/field.ts'
import { isOpenapi30, type OpenapiDocument } from './document.ts'
import { toOpenapi30 } from './openapi-30.ts'

type Schema = Record<string, unknown>

/** Keywords whose value is one schema, a list of schemas, schemas by name. */
const ONE = ['additionalProperties', 'items', 'not', 'contains', 'propertyNames', 'if', 'then', 'else']
const LIST = ['anyOf', 'oneOf', 'allOf', 'prefixItems', 'items']
const BY_NAME = ['properties', 'patternProperties', 'dependentSchemas']
const DROPPED = ['$id', '$schema', '$comment', '$defs', 'definitions']

const placedSchemas = new WeakMap<object, Map<unknown, string>>()

/**
 * A JSON Schema as a document has it. A schema with a name becomes a component, and is referred to. What code
 * generators stumble over is written more simply: a type that may be null as a list of types, typed keys beside named
 * ones as any keys.
 */
export function toSchemaObject (schema: unknown, document: OpenapiDocument): unknown {
  return convert(schema, { document, definitions: {} })
}

interface Place {
  document: OpenapiDocument
  /** What a reference such as `#/$defs/name` leads to. */
  definitions: Schema
}

function convert (schema: unknown, place: Place): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  const { $id, title, $defs, definitions = $defs } = schema as Schema
  const within = definitions === undefined ? place : { ...place, definitions: definitions as Schema }
  const name = $id ?? (schemaNames.has(title as string) ? title : undefined)
  if (typeof name !== 'string') return convertKeywords(schema as Schema, within)
  return refer(name, schemaNames.has(name) ? name : schema, within,
    () => convertKeywords(toComponent(schema as Schema, name), within))
}

function convertKeywords (schema: Schema, place: Place): Schema {
  const { $ref, ...others } = schema
  const converted: Schema = $ref === undefined ? {} : resolveReference(String($ref), place)
  for (const [keyword, value] of Object.entries(others)) {
    if (DROPPED.includes(keyword)) continue
    converted[keyword] = convertKeyword(keyword, value, place)
  }
  const simple = simplify(converted)
  return isOpenapi30(place.document) ? toOpenapi30(simple) : simple
}

function convertKeyword (keyword: string, value: unknown, place: Place): unknown {
  if (LIST.includes(keyword) && Array.isArray(value)) return value.map(each => convert(each, place))
  if (ONE.includes(keyword)) return convert(value, place)
  if (!BY_NAME.includes(keyword)) return value
  return Object.fromEntries(Object.entries(value as Schema).map(([name, each]) => [name, convert(each, place)]))
}

/** A reference to a component, which is made when it is referred to for the first time. */
function refer (name: string, key: unknown, { document }: Place, make: () => Schema): Schema {
  const schemas = document.components.schemas ??= {}
  const placed = placedSchemas.get(schemas) ?? new Map<unknown, string>()
  placedSchemas.set(schemas, placed)
  const known = placed.get(key)
  if (known !== undefined) return { $ref: `#/components/schemas/${known}` }

  const free = freeName(name.replaceAll(/[^\w.-]/g, '_'), schemas)
  placed.set(key, free)
  schemas[free] = {} // a schema may refer to itself
  schemas[free] = splitTypes(make())
  return { $ref: `#/components/schemas/${free}` }
}

/** Several types of a component as branches: kubb follows a reference to a list of types for ever. */
function splitTypes ({ type, ...rest }: Schema): Schema {
  const types = [type].flat().filter(each => each !== undefined)
  const isSplit = types.filter(each => each !== 'null').length > 1 && rest.anyOf === undefined
  if (isSplit) return { ...rest, anyOf: types.map(each => ({ type: each })) }
  return { ...rest, ...(type !== undefined && { type }) }
}

function freeName (name: string, schemas: Record<string, object>): string {
  let free = name
  for (let count = 2; Object.hasOwn(schemas, free); count++) free = `${name}${count}`
  return free
}

/** What a reference leads to within its own schema; anything, when it leads elsewhere. */
function resolveReference (reference: string, place: Place): Schema {
  const name = reference.replace(/^#\/(\$defs|definitions)\//, '')
  const definition = place.definitions[name]
  if (definition !== undefined) {
    return refer(name, definition, place, () => convertKeywords(definition as Schema, place))
  }
  const isPlaced = Object.hasOwn(Object(place.document.components.schemas), reference)
  return isPlaced ? { $ref: `#/components/schemas/${reference}` } : {}
}

/** A component has its name above it, and an object of ours has examples in its fields. */
function toComponent ({ title, examples, ...rest }: Schema, name: string): Schema {
  const isOwn = schemaNames.has(name)
  return {
    ...rest,
    ...(title !== undefined && title !== name && { title }),
    ...(examples !== undefined && !(isOwn && rest.properties !== undefined) && { examples })
  }
}

function simplify (schema: Schema): Schema {
  const { properties, additionalProperties, anyOf, ...rest } = schema
  const hasProperties = Object.keys(Object(properties)).length > 0
  return {
    ...rest,
    ...(hasProperties && { properties }),
    ...(additionalProperties !== undefined && {
      additionalProperties: hasProperties && typeof additionalProperties === 'object' ? true : additionalProperties
    }),
    ...(Array.isArray(anyOf) && simplifyUnion(anyOf))
  }
}

/** Branches that are types and nothing else become a list of types; null joins the one other branch. */
function simplifyUnion (branches: Schema[]): Schema {
  const flat = branches.flatMap(branch => isBareUnion(branch) ? branch.anyOf as Schema[] : [branch])
  const types = flat.flatMap(branch => isBareType(branch) ? branch.type as string | string[] : [])
  const typed = flat.filter(branch => !isBareType(branch))
  const [only] = typed
  if (only === undefined) return { type: types.length === 1 ? types[0] : [...new Set(types)] }
  const isNullable = types.length === 1 && types[0] === 'null'
  if (typed.length === 1 && isNullable && typeof only.type === 'string' && only.enum === undefined &&
    only.const === undefined) {
    return { ...only, type: [only.type, 'null'] }
  }
  return { anyOf: flat }
}

function isBareUnion (schema: Schema): boolean {
  return Array.isArray(schema.anyOf) && Object.keys(schema).length === 1
}

function isBareType (schema: Schema): boolean {
  return schema.type !== undefined && Object.keys(schema).length === 1
}
