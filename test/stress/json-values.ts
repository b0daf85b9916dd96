import fc from 'fast-check'

/**
 * Keys that are something else to careless code: names of JavaScript's own, steps of pointers, templates, nothing at
 * all.
 */
const trapKeys = [
  '__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'then', 'length', 'hasOwnProperty', '', '0', '-1',
  'a/b', 'a~b', 'a.b', 'a b', '$&', '$ref', 'é', '\u0000'
]

/** Texts that are something else to careless code. */
const trapTexts = [
  '', ' ', '0', 'null', 'undefined', 'NaN', '[object Object]', '{}', '[]', '"', '\\', '\u0000', '\u2028', '\ufeff',
  '\uFFFD', '\ud800', '\udc00x', '💬', 'e\u0301', '%s %d', '${x}',
  "'; --", '<b>', '../..', 'a'.repeat(700)
]

export const key: fc.Arbitrary<string> = fc.oneof({ weight: 4, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(...trapKeys) })

/** Any character that JavaScript has, halves of pairs too. */
const character = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0x10000, max: 0x10ffff }))
  .map(code => String.fromCodePoint(code))

export const text: fc.Arbitrary<string> = fc.oneof({
  weight: 4, arbitrary: fc.string({ unit: character, maxLength: 20 })
}, { weight: 1, arbitrary: fc.constantFrom(...trapTexts) })

export const number: fc.Arbitrary<number> = fc.oneof(
  fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, 2 ** 53, -(2 ** 53),
    Number.MAX_VALUE, Number.MIN_VALUE, 1e21, 1e-7, 0.1)
)

/** An object with any keys. They are defined, not assigned: `__proto__` is one like any other. */
export function record<T> (keys: fc.Arbitrary<string>, values: fc.Arbitrary<T>, maxKeys = 4): fc.Arbitrary<Record<
  string, T
>> {
  return fc.uniqueArray(fc.tuple(keys, values), { maxLength: maxKeys, selector: ([name]) => name }).map(entries =>
    Object.fromEntries(entries))
}

const { value, object } = fc.letrec<{ value: unknown, object: Record<string, unknown> }>(tie => ({
  value: fc.oneof({ maxDepth: 4, depthSize: 'small' }, fc.constantFrom(null, true, false), number, text,
    fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: record(key, tie('value'))
}))

/** Any JSON value. */
export const jsonValue: fc.Arbitrary<unknown> = value

/** Any JSON object. */
export const jsonObject: fc.Arbitrary<Record<string, unknown>> = object
