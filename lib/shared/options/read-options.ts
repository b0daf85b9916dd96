import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN } from '../../errors.ts'
import { suggest } from '../suggest.ts'
import { describeExpected, isOptionObject, isRequired, type OptionsSchema } from './option.ts'

/** How a wrong option is reported. */
export interface OptionErrors {
  invalid: (name: string, hint: string) => Error
  unknown: (problem: string) => Error
}

const ERRORS: OptionErrors = {
  invalid: (name, hint) => new FST_BOT_OPTION_INVALID(name, hint),
  unknown: problem => new FST_BOT_OPTION_UNKNOWN(problem)
}

/**
 * Checks an option object by its schema and fills in the defaults, those of option objects within it too.
 * The object that was given is not changed.
 *
 * @param path of the object within the options, such as `inbox`; none for the options themselves
 * @throws FST_BOT_OPTION_UNKNOWN for a name that the schema does not have, with the names that it has
 * @throws FST_BOT_OPTION_INVALID for a value that does not fit, with what it must be, and for one that is required
 */
export function readOptions<O extends object> (
  schema: OptionsSchema<O>, given: unknown, {
    path = '', errors = ERRORS
  }: { path?: string, errors?: OptionErrors } = {}
): O {
  if (!isOptionObject(given)) throw errors.invalid('object', 'must be an object')
  const properties: Record<string, TSchema> = schema.properties
  const inPath = (name: string): string => path === '' ? name : `${path}.${name}`
  const unknown = Object.keys(given).find(name => !Object.hasOwn(properties, name))
  if (unknown !== undefined) throw errors.unknown(describeUnknown(inPath(unknown), unknown, Object.keys(properties)))

  const options: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(properties)) {
    const { [name]: value = structuredClone(property.default) } = given as Record<string, unknown>
    if (value === undefined) {
      if (!isRequired(property)) continue
      throw errors.invalid(inPath(name), `is required: it must be ${describeExpected(property)}`)
    }
    if (!Value.Check(property, value)) throw errors.invalid(inPath(name), `must be ${describeExpected(property)}`)
    const isRead = property.options === undefined || value === false
    options[name] = isRead ? value : readOptions(property.options, value, { path: inPath(name), errors })
  }
  return options as O
}

function describeUnknown (where: string, name: string, names: string[]): string {
  const [meant] = suggest(name, names)
  return `unknown option ${where}; valid options: ${names.join(', ')}` +
    (meant === undefined ? '' : `; did you mean ${meant}?`)
}
