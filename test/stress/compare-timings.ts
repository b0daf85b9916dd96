import { randomInt } from 'node:crypto'
import { cropped, momentsOf, welchT } from './welch-t-test.ts'

/** Percents of the values that are looked at: all, and without ever more of the slowest. */
export const CROPS = [100, 99, 95, 90, 75, 50]

/** What is said of two classes: t over each of the crops. */
export interface Comparison { pair: string, t: number[] }

/**
 * Measures something with inputs of several classes, in random order, and compares the times of each class with those
 * of each other.
 *
 * @param classes names of the classes, and what makes one input of each
 * @param samples for each class
 */
export function compareTimings<Input> (classes: Record<
  string, () => Input
>, samples: number, run: (input: Input) => unknown): Comparison[] {
  const names = Object.keys(classes)
  const times = measure(names.map(name => classes[name] as () => Input), samples, run)
  const pairs = names.flatMap((a, first) =>
    names.slice(first + 1).map((b, index) => ({ pair: `${a} - ${b}`, first, second: first + 1 + index })))
  const moments = CROPS.map(percent => cropped(times, percent).map(momentsOf))
  return pairs.map(({ pair, first, second }) => ({
    pair,
    t: moments.map(classes => welchT(classes[first] as ReturnType<typeof momentsOf>,
      classes[second] as ReturnType<typeof momentsOf>))
  }))
}

/**
 * Nanoseconds of each run, by class. One input of each class is made before the clock is looked at: what was made just
 * before a run leaves its traces in it.
 */
function measure<Input> (
  makers: ReadonlyArray<() => Input>, samples: number, run: (input: Input) => unknown
): Float64Array[] {
  const times = makers.map(() => new Float64Array(samples))
  const order = makers.map((_, index) => index)
  for (let sample = -WARM_UP; sample < samples; sample++) {
    const inputs: Input[] = []
    shuffle(order)
    for (const index of order) inputs[index] = (makers[index] as () => Input)()
    shuffle(order)
    for (const index of order) {
      const input = inputs[index] as Input
      const started = process.hrtime.bigint()
      run(input)
      const ended = process.hrtime.bigint()
      if (sample >= 0) (times[index] as Float64Array)[sample] = Number(ended - started)
    }
  }
  return times
}

const WARM_UP = 5000 // samples that are not kept: code is compiled meanwhile

function shuffle (order: number[]): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const value = order[last] as number
    order[last] = order[other] as number
    order[other] = value
  }
}
