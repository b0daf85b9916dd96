type Schema = Record<string, unknown>

/** Keywords that a schema of OpenAPI 3.0 may have. */
const KEYWORDS = new Set([
  '$ref', 'title', 'multipleOf', 'maximum', 'minimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems',
  'uniqueItems', 'maxProperties', 'minProperties', 'required', 'enum', 'type', 'not', 'allOf', 'oneOf', 'anyOf',
  'items',
  'properties', 'additionalProperties', 'description', 'format', 'default', 'readOnly', 'writeOnly', 'example',
  'deprecated'
])

/**
 * A schema in the dialect of OpenAPI 3.0; the schemas within it are in that dialect already. What it cannot say is left
 * out.
 */
export function toOpenapi30 (schema: Schema): Schema {
  const { type, const: constant, examples, exclusiveMinimum, exclusiveMaximum, $ref, ...rest } = schema
  const translated: Schema = {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => KEYWORDS.has(key)).map(([key, value]) =>
      [key, toSchema(key, value)])),
    ...translateType(type),
    ...(constant !== undefined && { enum: [constant] }),
    ...(Array.isArray(examples) && examples.length > 0 && { example: examples[0] }),
    ...(typeof exclusiveMinimum === 'number' && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(typeof exclusiveMaximum === 'number' && { maximum: exclusiveMaximum, exclusiveMaximum: true })
  }
  if (Array.isArray(rest.anyOf)) Object.assign(translated, withoutNull(rest.anyOf))
  if (translated.type === 'array' &&
    (typeof translated.items !== 'object' || Array.isArray(translated.items))) translated.items = {}
  if ($ref === undefined) return translated
  return Object.keys(translated).length === 0 ? { $ref } : { ...translated, allOf: [{ $ref }] }
}

/** True and false are no schemas, but of further properties. */
function toSchema (keyword: string, value: unknown): unknown {
  if (keyword === 'properties') {
    return Object.fromEntries(Object.entries(value as Schema).map(([name, each]) => [name, booleanToSchema(each)]))
  }
  if (keyword === 'anyOf' || keyword === 'oneOf' ||
    keyword === 'allOf') return (value as unknown[]).map(booleanToSchema)
  return keyword === 'not' ? booleanToSchema(value) : value
}

function booleanToSchema (schema: unknown): unknown {
  if (typeof schema !== 'boolean') return schema
  return schema ? {} : { not: {} }
}

function translateType (type: unknown): Schema {
  const types = [type].flat().filter(each => each !== undefined)
  const others = types.filter(each => each !== 'null')
  const nullable = others.length < types.length && { nullable: true }
  if (types.length === 0) return {}
  if (others.length === 0) return { type: 'string', nullable: true, enum: [null] }
  if (others.length === 1) return { type: others[0], ...nullable }
  return { anyOf: others.map(each => ({ type: each, ...(each === 'array' && { items: {} }), ...nullable })) }
}

/** Null is not a branch in this dialect, but a property of the others. */
function withoutNull (branches: Schema[]): Schema {
  const others = branches.filter(({ enum: values }) =>
    !(Array.isArray(values) && values.length === 1 && values[0] === null))
  if (others.length === branches.length) return { anyOf: branches.map(booleanToSchema) }
  return {
    anyOf: others.map(branch => branch.$ref === undefined
      ? { ...branch, nullable: true }
      : { allOf: [branch], nullable: true })
  }
}
