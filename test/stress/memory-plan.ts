import fc from 'fast-check'
import type { HandlerResult, Turn } from '../../lib/index.ts'
import type { Memory } from '../../schemas/index.ts'
import { jsonObject, jsonValue, record, text } from './json-values.ts'

/** What a handler may do to its memory and its language, as far as a model can do the same. */
export type Notes = Pick<Turn, 'memory' | 'language' | 'forget' | 'reset'>

const keys = fc.constantFrom('a', 'b', 'count', 'seen', 'constructor', 'a/b')
const circle: Memory = {}
circle.self = circle

/** What JSON cannot hold, or would hold as something else. */
export const unholdable: readonly unknown[] = [
  NaN, Infinity, 10n, Symbol('memory'), function memory () {}, new Map([[1, 2]]), new Set([1]), circle,
  JSON.parse('['.repeat(70) + ']'.repeat(70))
]

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('set' as const), key: keys, value: jsonValue }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('delete' as const), key: keys }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('write inside' as const), key: keys, value: jsonValue }) },
  fc.record({ does: fc.constant('forget' as const), keys: fc.array(keys, { maxLength: 3 }) }),
  fc.record({
    does: fc.constant('reset' as const), keep: fc.option(fc.array(keys, { maxLength: 3 }), { nil: undefined })
  }),
  fc.record({ does: fc.constant('replace' as const), memory: jsonObject }),
  fc.record({ does: fc.constant('replace' as const), memory: fc.constantFrom(null, undefined, 'text', 5, []) }),
  fc.record({
    does: fc.constant('set' as const),
    key: keys,
    value: fc.constantFrom(undefined, 'x'.repeat(3000), new Date(0), ...unholdable)
  }),
  fc.record({ does: fc.constant('speak' as const), language: fc.constantFrom('fr', 'en', undefined, null, 5) }),
  fc.record({ does: fc.constant('look' as const) })
)

export type PlanStep = typeof step extends fc.Arbitrary<infer S> ? S : never

const message = fc.record({ type: fc.constant('text' as const), content: text.filter(text => text !== '') })
const invalid = fc.constantFrom<unknown>('', 7, false, {}, { type: 'text' }, { type: 'card', content: 'x' }, [['a']],
  [null], { type: 'custom', content: { n: 1n } }, { type: 'custom', content: circle })
const thrown = fc.constantFrom<unknown>(new Error('no'), 'no', null, undefined, 5,
  Object.assign(new Error('no'), { code: 'FST_BOT_NO', statusCode: 200 }))

/** How a handler comes to its end. */
const ending = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constant('returns' as const),
      outcome: fc.oneof(fc.constantFrom(undefined, null, 'Yes'), message,
        fc.array(message, { maxLength: 3 })) as fc.Arbitrary<HandlerResult>
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      how: fc.constant('returns rubbish' as const), outcome: invalid as fc.Arbitrary<HandlerResult>
    })
  },
  { weight: 2, arbitrary: fc.record({ how: fc.constant('throws' as const), reason: thrown }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('hangs' as const) }) }
)

/** All that happens in one turn. */
export const plans = fc.record({
  came: fc.option(fc.oneof(jsonObject, record(keys, jsonValue)), { nil: undefined, freq: 4 }),
  typed: fc.boolean(),
  promised: fc.boolean(),
  steps: fc.array(step, { maxLength: 5 }),
  ending,
  errorReply: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ how: 'says nothing' as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        how: fc.constant('says' as const),
        outcome: fc.constantFrom('Sorry.', [{ type: 'text' as const, content: 'Sorry.' }], [])
      })
    },
    {
      weight: 2,
      arbitrary: fc.record({
        how: fc.constant('fails' as const), with: fc.constantFrom<unknown>('', 5, new Error('no'))
      })
    }
  ),
  errorReplyWrites: fc.boolean()
})

export type Plan = typeof plans extends fc.Arbitrary<infer P> ? P : never

/** Does one step, to a turn or to the model of one. */
export function take (step: PlanStep, notes: Notes): void {
  switch (step.does) {
    case 'set': notes.memory[step.key] = own(step.value); break
    case 'delete': delete notes.memory[step.key]; break
    case 'write inside': {
      const inner = notes.memory[step.key]
      if (typeof inner === 'object' && inner !== null) (inner as Memory).inside = own(step.value)
      break
    }
    case 'forget': notes.forget(...step.keys); break
    case 'reset': notes.reset(step.keep === undefined ? undefined : { keep: step.keep }); break
    case 'replace': notes.memory = own(step.memory) as Memory; break
    case 'speak': notes.language = step.language as string; break
    case 'look': Object.keys(notes.memory)
  }
}

/** The plan's own value is left as it was drawn, whatever is written into this one. */
function own (value: unknown): unknown {
  return typeof value !== 'object' || unholdable.includes(value) ? value : structuredClone(value)
}
