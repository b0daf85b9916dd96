import t from 'tap'
import { createBatcher } from '../../lib/store/batcher.ts'

/** A database that answers when it is told to. */
function openDatabase () {
  interface Question { items: readonly number[], resolve: (answers: number[]) => void, reject: (error: Error) => void }
  const questions: Question[] = []
  const ask = async (items: readonly number[]) => new Promise<number[]>((resolve, reject) => {
    questions.push({ items, resolve, reject })
  })
  return { questions, ask, asked: () => questions.map(({ items }) => items) }
}

const round = async () => new Promise(resolve => setImmediate(resolve))

t.test('what is asked for at the same moment, or before the answer, shares a question', async t => {
  const { questions, ask, asked } = openDatabase()
  const batched = createBatcher(ask)
  const answers = [1, 2].map(batched)
  await round()
  answers.push(...[3, 4, 5].map(batched))
  await round()
  t.strictSame(asked(), [[1, 2]])
  questions[0]?.resolve([10, 20])
  t.strictSame(await Promise.all(answers.slice(0, 2)), [10, 20])
  await round()
  t.strictSame(asked(), [[1, 2], [3, 4, 5]])
  questions[1]?.reject(new Error('away'))
  for (const answer of answers.slice(2)) await t.rejects(answer, { message: 'away' })
})

t.test('a question without an answer keeps others waiting for a moment only', async t => {
  const { questions, ask, asked } = openDatabase()
  const batched = createBatcher(ask)
  const first = batched(1)
  await round()
  const second = batched(2)
  await new Promise(resolve => setTimeout(resolve, 100))
  t.strictSame(asked(), [[1], [2]])
  for (const { items, resolve } of questions) resolve([...items])
  t.strictSame(await Promise.all([first, second]), [1, 2])
})

t.test('a hundred are asked for at once', async t => {
  const { questions, ask, asked } = openDatabase()
  const batched = createBatcher(ask)
  const all = Array.from({ length: 250 }, (_, number) => batched(number))
  await round()
  t.strictSame(asked().map(({ length }) => length), [100, 100, 50])
  for (const { items, resolve } of questions) resolve([...items])
  t.strictSame(await Promise.all(all), Array.from({ length: 250 }, (_, number) => number))
})

t.test('where there is time, the first waits for others', async t => {
  const { questions, ask, asked } = openDatabase()
  const batched = createBatcher(ask, 200)
  const answers = [batched(1)]
  await round()
  answers.push(batched(2))
  t.strictSame(asked(), [], 'it is not asked yet')
  while (questions.length === 0) await round()
  t.strictSame(asked(), [[1, 2]])
  const later = batched(3)
  questions[0]?.resolve([10, 20])
  t.strictSame(await Promise.all(answers), [10, 20])
  await round()
  t.strictSame(asked(), [[1, 2]], 'nor is the next one when the answer is there')
  while (questions.length === 1) await round()
  questions[1]?.resolve([30])
  t.equal(await later, 30)
})
