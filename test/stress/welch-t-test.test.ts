import t from 'tap'
import { compareTimings, CROPS } from './compare-timings.ts'
import { cropped, momentsOf, welchT } from './welch-t-test.ts'

// The statistic of `npm run timing`. Times themselves are not asserted here: the machine may be busy.

const sample = (...values: number[]) => Float64Array.from(values)

t.test('mean and variance of a sample', async t => {
  t.strictSame(momentsOf(sample(2, 4, 4, 4, 5, 5, 7, 9)), { count: 8, mean: 5, variance: 32 / 7 })
})

t.test('t is the distance of the means in standard errors', async t => {
  // errors of 3/3 and 4/4 of a square: the root of their sum is that of 2
  const a = { count: 3, mean: 10, variance: 3 }
  const b = { count: 4, mean: 4, variance: 4 }
  t.ok(Math.abs(welchT(a, b) - 6 / Math.SQRT2) < 1e-12)
  t.equal(welchT(b, a), -welchT(a, b))
  t.equal(welchT(a, a), 0)
  t.equal(welchT({ count: 2, mean: 1, variance: 0 }, { count: 2, mean: 1, variance: 0 }), 0,
    'also of what does not vary')
  t.equal(welchT(a, { count: 1, mean: 5, variance: NaN }), 0, 'one value says nothing')
})

t.test('the slowest values of all samples are cut off at the same point', async t => {
  const [a, b] = cropped([sample(1, 2, 3, 100), sample(4, 5, 6, 200)], 75) as [Float64Array, Float64Array]
  t.strictSame([[...a], [...b]], [[1, 2, 3], [4, 5, 6]])
  t.strictSame(cropped([sample(3, 1), sample(2)], 100).map(values => [...values]), [[3, 1], [2]])
})

t.test('a contest calls what is measured with inputs of every class, and compares each pair', async t => {
  const seen = new Map<string, number>()
  const comparisons = compareTimings({ a: () => 'a', b: () => 'b', c: () => 'c' }, 50,
    input => { seen.set(input, (seen.get(input) ?? 0) + 1) })
  t.strictSame(comparisons.map(({ pair }) => pair), ['a - b', 'a - c', 'b - c'])
  t.ok(comparisons.every(({ t }) => t.length === CROPS.length && t.every(Number.isFinite)))
  t.equal(new Set(seen.values()).size, 1, 'each of them as often')
})
