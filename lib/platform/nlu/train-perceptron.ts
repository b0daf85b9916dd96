/** What the library trains with: the words of a sentence by their number, and how sure each intent is to be. */
export interface TrainingSample {
  readonly input: Sparse
  readonly output: Sparse
}

interface Sparse {
  readonly keys: readonly number[]
  readonly data: Readonly<Record<number, number>>
}

export interface Perceptron {
  readonly id: number
  readonly weights: Float32Array
  readonly changes: Float32Array
  bias: number
}

export interface NeuralNetwork {
  readonly settings: { readonly alpha: number, readonly momentum: number }
  readonly decayLearningRate: number
}

/** Samples in three flat lists: an array of objects takes ten times as long to go through. */
interface Flat {
  /** Where the words of each sample start in the other lists; one more for the end. */
  readonly starts: Int32Array
  readonly words: Int32Array
  readonly amounts: Float64Array
  /** What is expected of a perceptron, other than 0: pairs of a sample's index and a number. */
  readonly expected: ReadonlyMap<number, Pairs>
}

type Pairs = ReadonlyArray<readonly [index: number, value: number]>

const flattened = new WeakMap<readonly TrainingSample[], Flat>()

/**
 * One round of training, in place of the library's own: the same sums in the same order, in a tenth of the time.
 *
 * @returns the sum of the squared errors
 */
export function trainPerceptron (
  { settings: { alpha, momentum }, decayLearningRate }: NeuralNetwork, perceptron: Perceptron,
  samples: readonly TrainingSample[]
): number {
  const { starts, words, amounts, expected } = flat(samples)
  const wanted = new Float64Array(samples.length)
  for (const [index, value] of expected.get(perceptron.id) as Pairs) wanted[index] = value // each has a sample
  const { weights, changes } = perceptron
  let { bias } = perceptron
  let squares = 0
  for (let index = 0, at = 0; index < wanted.length; index++) {
    const end = starts[index + 1] as number
    let sum = bias
    for (let i = at; i < end; i++) sum += (amounts[i] as number) * (weights[words[i] as number] as number)
    const actual = sum <= 0 ? 0 : alpha * sum
    const error = (wanted[index] as number) - actual
    if (error !== 0) {
      squares += error ** 2
      const delta = (actual > 0 ? 1 : alpha) * error * decayLearningRate
      for (let i = at; i < end; i++) {
        const word = words[i] as number
        const change = delta * (amounts[i] as number) + momentum * (changes[word] as number)
        changes[word] = change
        weights[word] = (weights[word] as number) + change
      }
      bias += delta
    }
    at = end
  }
  perceptron.bias = bias
  return squares
}

function flat (samples: readonly TrainingSample[]): Flat {
  const known = flattened.get(samples)
  if (known !== undefined) return known
  const starts = new Int32Array(samples.length + 1)
  samples.forEach(({ input }, index) => { starts[index + 1] = (starts[index] as number) + input.keys.length })
  const words = Int32Array.from(samples.flatMap(({ input }) => input.keys))
  const amounts = Float64Array.from(samples.flatMap(({ input }) => input.keys.map(key => input.data[key] as number)))
  const expected = new Map<number, Array<[number, number]>>()
  samples.forEach(({ output }, index) => {
    for (const key of output.keys) {
      const pairs = expected.get(key)
      if (pairs === undefined) expected.set(key, [[index, output.data[key] as number]])
      else pairs.push([index, output.data[key] as number])
    }
  })
  const made = { starts, words, amounts, expected }
  flattened.set(samples, made)
  return made
}
