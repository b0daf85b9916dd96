import type { Mismatch, SchemaCheck } from '../schema-check.ts'
import type { JsonSchema } from './user-schema.ts'

/** A schema of a user, ready for use. */
export interface CompiledSchema {
  /** Finds the first mistake of a value. The value is not changed. */
  check: SchemaCheck
  /** Fills the defaults of the schema into a value, which is changed where that can be. */
  fill: (value: unknown) => unknown
  /** Makes of strings what the schema wants, where that can be. */
  coerce: (value: unknown) => { value: unknown, mismatch: Mismatch | undefined }
  /** Names of all properties, as far as the schema tells them. */
  names: ReadonlySet<string>
  /** The schema as JSON Schema; undefined when it cannot be written so. */
  jsonSchema: JsonSchema | undefined
}
