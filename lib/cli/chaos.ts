import { CHAOS_KINDS, isChaosKind, type ChaosKind, type ChaosOptions } from '../platform/chaos/options.ts'
import { suggestName } from '../platform/bot-file/bot-file-issue.ts'
import { UsageError } from './usage-error.ts'

/** How often a fault happens that nothing is said of. */
export const DEFAULT_CHANCE = 0.2

/** Faults from words such as `slow,duplicate:0.5`. */
export function readChaos ({ chaos, seed }: { chaos?: string, seed?: string }): { chaos?: ChaosOptions } {
  if (chaos === undefined && seed !== undefined) throw new UsageError('--seed is for --chaos')
  if (chaos === undefined) return {}
  if (seed !== undefined && !/^\d{1,10}$/.test(seed)) throw new UsageError('--seed must be a whole number from 0')
  const chances = Object.fromEntries(chaos.split(',').map(chanceOf))
  return { chaos: { ...chances, ...(seed !== undefined && { seed: Number(seed) }) } }
}

function chanceOf (word: string): [kind: ChaosKind, chance: number] {
  const [, kind = '', chance = String(DEFAULT_CHANCE)] = /^([^:]*)(?::(.*))?$/.exec(word.trim()) as RegExpExecArray
  if (!isChaosKind(kind)) {
    throw new UsageError(`--chaos takes ${CHAOS_KINDS.join(', ')}, not \`${kind}\`${suggestName(kind, CHAOS_KINDS)}`)
  }
  if (!/^(0|1|[01]?\.\d+)$/.test(chance) || Number(chance) > 1) {
    throw new UsageError(`--chaos ${kind}: the chance must be a number from 0 to 1`)
  }
  return [kind, Number(chance)]
}
