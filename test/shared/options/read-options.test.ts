import { Type } from '@sinclair/typebox'
import t from 'tap'
import { connectorOptionsSchema } from '../../../lib/durable/push/connector.ts'
import { durableOptionsSchema } from '../../../lib/durable/options.ts'
import { platformOptionsSchema } from '../../../lib/platform/api/options.ts'
import { playgroundOptionsSchema } from '../../../lib/playground/options.ts'
import {
  optionObject, optionsSchema, orFalse, wholeNumber, type OptionsSchema
} from '../../../lib/shared/options/option.ts'
import { readOptions } from '../../../lib/shared/options/read-options.ts'

interface Inner { wait?: number, names?: string[] }
interface Outer { needed: string, share?: number, inner?: Inner, limit?: number | false }

const schema = optionsSchema<Outer>({
  needed: Type.String({ description: 'x' }),
  share: Type.Number({ description: 'x', minimum: 0, maximum: 1, default: 0.5 }),
  inner: orFalse(optionObject(optionsSchema<Inner>({
    wait: wholeNumber('seconds', { description: 'x', maximum: 60, default: 5 }),
    names: Type.Array(Type.String(), { description: 'x', expected: 'a list of names', default: [] })
  }, { title: 'Inner', description: 'x' }), { description: 'x', default: {} })),
  limit: orFalse(wholeNumber('calls', { description: 'x', defaultText: 'none' }))
}, { title: 'Outer', description: 'x' })

t.test('defaults are filled in, those of inner objects too, and each reader has its own', t => {
  const read = () => readOptions(schema, { needed: 'a' })
  t.strictSame(read(), { needed: 'a', share: 0.5, inner: { wait: 5, names: [] } })
  read().inner?.names?.push('x')
  t.strictSame(read().inner?.names, [])
  t.strictSame(readOptions(schema, { needed: 'a', inner: { wait: undefined, names: ['b'] }, limit: false }),
    { needed: 'a', share: 0.5, inner: { wait: 5, names: ['b'] }, limit: false })
  t.match(readOptions(schema, { needed: 'a', inner: false, limit: 7 }), { inner: false, limit: 7 })
  t.end()
})

t.test('an error has the path, what the option must be with its unit and limits, and the name that was meant', t => {
  for (const [given, code, message] of [
    [null, 'INVALID', 'option object must be an object'],
    [{}, 'INVALID', 'option needed is required: it must be a string'],
    [{ needed: 'a', share: 2 }, 'INVALID', 'option share must be a number from 0 to 1'],
    [{ needed: 'a', share: NaN }, 'INVALID', 'option share must be a number from 0 to 1'],
    [{ needed: 'a', inner: true }, 'INVALID', 'option inner must be an object, or false'],
    [{ needed: 'a', inner: [] }, 'INVALID', 'option inner must be an object, or false'],
    [{ needed: 'a', inner: { wait: 61 } }, 'INVALID',
      'option inner.wait must be a whole number of seconds from 1 to 60'],
    [{ needed: 'a', inner: { names: [5] } }, 'INVALID', 'option inner.names must be a list of names'],
    [{ needed: 'a', limit: 0 }, 'INVALID', 'option limit must be a whole number of calls from 1, or false'],
    [{ needed: 'a', inner: { wiat: 1 } }, 'UNKNOWN',
      'unknown option inner.wiat; valid options: wait, names; did you mean wait?'],
    [{ needed: 'a', somethingElse: 1 }, 'UNKNOWN',
      'unknown option somethingElse; valid options: needed, share, inner, limit']
  ] as const) t.throws(() => readOptions(schema, given), { code: `FST_BOT_OPTION_${code}`, message })
  t.end()
})

t.test('an error never tells the value, which may be a secret', t => {
  const secret = 'a secret that is long enough'
  const schemas: ReadonlyArray<OptionsSchema<object>> =
    [connectorOptionsSchema, durableOptionsSchema, platformOptionsSchema, playgroundOptionsSchema]
  for (const schema of schemas) {
    for (const name of Object.keys(schema.properties)) {
      for (const value of [secret, [secret, 5], { secret }]) {
        try {
          readOptions(schema, { [name]: value })
        } catch (error) {
          t.notMatch(String((error as Error).message), secret, name)
        }
      }
    }
  }
  t.end()
})
