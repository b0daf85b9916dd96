import fc from 'fast-check'
import t from 'tap'
import { editDistance } from '../../lib/shared/edit-distance.ts'
import { suggest } from '../../lib/shared/suggest.ts'

/** Levenshtein distance as it is defined. */
function distance (a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  if (a[0] === b[0]) return distance(a.slice(1), b.slice(1))
  return 1 + Math.min(distance(a.slice(1), b), distance(a, b.slice(1)), distance(a.slice(1), b.slice(1)))
}

/** A text that counts how often one of its characters is looked at. */
function counted (text: string): { text: string, looks: () => number } {
  let looks = 0
  const charCodeAt = (index: number): number => {
    looks++
    return text.charCodeAt(index)
  }
  return { text: { length: text.length, charCodeAt } as unknown as string, looks: () => looks }
}

t.test('the distance of two texts is exact up to the limit', t => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
  fc.assert(fc.property(word, word, fc.nat(4), (a, b, limit) => {
    const exact = distance(a, b)
    return editDistance(a, b, limit) === (exact <= limit ? exact : Infinity)
  }), { numRuns: 2000 })
  t.end()
})

t.test('the work to compare two texts grows with their length, not with its square', t => {
  for (const length of [50, 100, 200]) {
    const { text, looks } = counted('a'.repeat(length))
    t.equal(editDistance(text, `${'a'.repeat(length - 2)}bc`, 2), 2)
    t.ok(looks() <= 5 * length, `${looks()} looks at ${length} characters`)
  }
  t.end()
})

t.test('of many names of one length the nearest are found', t => {
  const names = Array.from({ length: 10_000 }, (_, index) => `skill-${String(index).padStart(54, '0')}`)
  t.equal(suggest(`skil1-${'0'.repeat(50)}1234`, names)[0], `skill-${'0'.repeat(50)}1234`)
  t.strictSame(suggest('GREETNGS', ['greetings', 'goodbye']), ['greetings'])
  t.strictSame(suggest('a'.repeat(61), ['a'.repeat(61)]), [])
  t.strictSame(suggest('x', []), [])
  t.end()
})
