import { Type, type Static } from '@sinclair/typebox'

export const TimesSchema = Type.Object({
  calls: Type.Integer({ minimum: 1 }),
  p50: Type.Integer({ description: 'Half of the calls took at most so many milliseconds.' }),
  p99: Type.Integer({ description: '99 of 100 calls took at most so many milliseconds.' })
}, { additionalProperties: false })

export type Times = Static<typeof TimesSchema>

/** @param durations in milliseconds; without any there is nothing to tell */
export function timesOf (durations: readonly number[]): Times | undefined {
  if (durations.length === 0) return undefined
  const sorted = [...durations].sort((one, other) => one - other)
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number
  return { calls: sorted.length, p50: rank(0.5), p99: rank(0.99) }
}
