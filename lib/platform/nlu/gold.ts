import type { BotFile } from '../bot-file/schema.ts'
import { dateEntity } from './dates.ts'
import { baseOf } from '../engine/language.ts'
import { ALWAYS, CULTURES, RECOGNISED } from './gold-names.ts'
import type { Recognised, Recognizers } from './library.ts'
import { BASE, UNITS } from './units.ts'
import { cutIntoWindows } from './windows.ts'

/** An entity and where it stands in the sentence; `end` is its last character. */
export interface Located {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly entity: Readonly<Record<string, unknown>>
}

type Fields = Record<string, unknown>
type Read = (found: Recognised, raw: string) => [name: string, fields: Fields] | undefined

/** The gold entities that a bot has a use for. Each costs time, in French up to seconds when first used. */
export function wantedGold ({ skills, gold = [] }: BotFile): Set<string> {
  const written = JSON.stringify(skills)
  const used = RECOGNISED.filter(name => new RegExp(`"entity":"${name}"|#${name}\\b|\\bentities\\.${name}\\b`).test(
    written
  ))
  return new Set([...ALWAYS, ...gold, ...used])
}

/** Finds gold entities, and gives them the fields that the recognisers truly know. */
export function findGold (
  recognizers: Recognizers, wanted: ReadonlySet<string>, source: string, language: string, now: number
): Located[] {
  const culture = CULTURES.get(baseOf(language))
  const found: Located[] = []
  const want = (...names: readonly string[]) => names.some(name => wanted.has(name))
  const add = (all: readonly Recognised[], read: Read, offset = 0): void => {
    for (const one of all) {
      const [start, end] = [one.start + offset, one.end + offset]
      const raw = source.slice(start, end + 1) // its own text is in lower case
      const [name, fields] = read(one, raw) ?? []
      if (name === undefined || !wanted.has(name)) continue
      const isKnown = found.some(known => known.name === name && known.start === start && known.end === end)
      if (!isKnown) found.push({ name, start, end, entity: { ...fields, raw, confidence: confidenceOf(one) } })
    }
  }

  add(recognizers.recognizeEmail(source, 'en-us'), readEmail)
  add(recognizers.recognizeURL(source, 'en-us'), readUrl)
  add(recognizers.recognizeIpAddress(source, 'en-us'), () => ['ip', { formatted: null, lat: null, lng: null }])
  add(recognizers.recognizePhoneNumber(source, 'en-us'), (_, raw) => ['phone', { number: raw.replace(/\D/g, '') }])
  if (culture === undefined) return longest(found)
  for (const { start, text } of cutIntoWindows(source)) {
    if (want('number')) add(recognizers.recognizeNumber(text, culture), readNumber, start)
    if (want('ordinal')) add(recognizers.recognizeOrdinal(text, culture), readOrdinal, start)
    if (want('percent')) add(recognizers.recognizePercentage(text, culture), readPercent, start)
    if (want('money')) add(recognizers.recognizeCurrency(text, culture), readMoney, start)
    if (want('temperature')) add(recognizers.recognizeTemperature(text, culture), readTemperature, start)
    if (want('distance', 'mass', 'volume', 'speed')) {
      add(recognizers.recognizeDimension(text, culture), readMeasure, start)
    }
    if (want('datetime', 'interval', 'duration', 'set')) {
      add(recognizers.recognizeDateTime(text, culture, 0, inUtc(now)), one => dateEntity(one, now, language), start)
    }
  }
  return longest(found)
}

/** Without those that stand inside a longer one: the digits of a telephone number are no numbers. */
function longest (found: readonly Located[]): Located[] {
  return found.filter(({ start, end }) =>
    !found.some(other => other.start <= start && other.end >= end && other.end - other.start > end - start))
}

function readEmail (_: Recognised, raw: string): [string, Fields] {
  const [address = '', domain = ''] = raw.split('@')
  const [local = '', tag = null] = address.split('+')
  return ['email', { local, tag, domain }]
}

function readUrl (_: Recognised, raw: string): [string, Fields] | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(raw)?.[1]?.toLowerCase() ?? null
  const url = scheme === null ? `http://${raw}` : raw
  if (!URL.canParse(url)) return undefined
  const { hostname, pathname, search, hash } = new URL(url)
  return ['url', {
    scheme,
    host: hostname,
    path: pathname,
    params: null,
    query: search.slice(1) || null,
    fragment: hash.slice(1) || null
  }]
}

function readNumber (one: Recognised): [string, Fields] {
  return ['number', { scalar: valueOf(one) }]
}

function readOrdinal (one: Recognised): [string, Fields] {
  const rank = valueOf(one)
  return ['ordinal', { rank: rank === 0 ? -1 : rank }] // 0 is its "last"
}

function readPercent (one: Recognised): [string, Fields] {
  return ['percent', { scalar: valueOf(one), unit: '%', percent: valueOf(one) }]
}

/** The dollar sign is that of many currencies: only a code that the recogniser gives, or the euro, is one. */
function readMoney (one: Recognised): [string, Fields] {
  const { unit, isoCurrency } = one.resolution as { unit: string, isoCurrency?: string }
  return ['money', { amount: valueOf(one), currency: isoCurrency ?? (unit === 'Euro' ? 'EUR' : null), dollars: null }]
}

function readTemperature (one: Recognised): [string, Fields] {
  const { unit } = one.resolution as { unit: string }
  const scalar = valueOf(one)
  const celsius = unit === 'C' ? scalar : unit === 'F' ? (scalar - 32) / 1.8 : unit === 'K' ? scalar - 273.15 : null
  return ['temperature', { scalar, unit, celsius }]
}

/** Only units that measure what a gold entity measures. */
function readMeasure (one: Recognised): [string, Fields] | undefined {
  const unit = UNITS.get((one.resolution as { unit: string }).unit)
  if (unit === undefined) return undefined
  const scalar = valueOf(one)
  return [unit.name, { scalar, unit: unit.short, [BASE[unit.name]]: scalar * unit.factor }]
}

function valueOf ({ resolution }: Recognised): number {
  return Number.parseFloat(String(resolution?.value))
}

/** The recognisers tell it of telephone numbers only. */
function confidenceOf ({ resolution }: Recognised): number | null {
  return resolution?.score === undefined ? null : Number(resolution.score)
}

/** A moment whose local fields, which the recogniser reads, are those of UTC. */
function inUtc (now: number): Date {
  const utc = new Date(now)
  return new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours(), utc.getUTCMinutes(),
    utc.getUTCSeconds())
}
