import type { ChannelLimits, ChannelName, ChannelProfile, ChannelTarget, MessageElement } from '../channels.ts'
import type { Finding } from '../finding.ts'

/** What a warning says. */
export type Words = Pick<Finding, 'code' | 'path' | 'message' | 'fix'>

type LimitOf = (profile: ChannelProfile) => number | undefined

/** Warns of what is true on some of the channels of a bot: once, with the names of those. */
export class ChannelWarnings {
  readonly #targets: readonly ChannelTarget[]
  readonly #findings: Finding[]

  /** @param findings gets the warnings */
  constructor (targets: readonly ChannelTarget[], findings: Finding[]) {
    this.#targets = targets
    this.#findings = findings
  }

  /** All channels of the bot. */
  get channels (): ChannelName[] {
    return namesOf(this.#targets)
  }

  warnWhere (isTrue: (profile: ChannelProfile) => boolean | undefined, words: Words): void {
    const concerned = this.#targets.filter(({ profile }) => isTrue(profile))
    if (concerned.length > 0) this.#warn(concerned, words)
  }

  /** Warns where there is more than a channel takes, of the least that one takes. */
  warnAbove (limitOf: LimitOf, size: number, words: (limit: number, size: number) => Words): void {
    const exceeded = this.#targets.filter(({ profile }) => size > (limitOf(profile) ?? Infinity))
    if (exceeded.length === 0) return
    this.#warn(exceeded, words(Math.min(...exceeded.map(({ profile }) => limitOf(profile) as number)), size))
  }

  /** Warns where there is less than a channel wants, of the most that one wants. */
  warnBelow (fewestOf: LimitOf, size: number, words: (fewest: number) => Words): void {
    const missed = this.#targets.filter(({ profile }) => size < (fewestOf(profile) ?? 0))
    if (missed.length === 0) return
    this.#warn(missed, words(Math.max(...missed.map(({ profile }) => fewestOf(profile) as number))))
  }

  #warn (concerned: readonly ChannelTarget[], words: Words): void {
    this.#findings.push({ severity: 'warning', ...words, channels: namesOf(concerned) })
  }
}

/** A limit of what a message or a part of one may have. */
export function limitOf (place: MessageElement, limit: keyof ChannelLimits): LimitOf {
  return ({ limits }) => limits?.[place]?.[limit]
}

/** What to say of a text that is cut. */
export function tooLong (code: string, what: string, path: string): (limit: number, size: number) => Words {
  return (limit, size) => ({
    code, path, message: `this ${what} has ${size} characters, and is cut at ${limit}`, fix: 'say it shorter'
  })
}

function namesOf (targets: readonly ChannelTarget[]): ChannelName[] {
  return targets.flatMap(({ channel }) => channel ?? [])
}
