import type { Recognised } from './library.ts'

interface Resolved { timex: string, type: string, value?: string, start?: string, end?: string }

type Fields = Record<string, string | number | null>

/**
 * A date, a time, a span or a length of time as gold entity. Of several readings of one phrase, such as the last and
 * the next 3rd of March, it is the later. What the recogniser does not tell is null: a time without a day has no
 * moment.
 *
 * @param now milliseconds since 1970
 * @param language its names of days and months are known in English only
 */
export function dateEntity ({ resolution }: Recognised, now: number, language: string): [
  name: 'datetime' | 'interval' | 'duration' | 'set', fields: Fields
] {
  const resolved = (resolution?.values as readonly Resolved[]).at(-1) as Resolved
  switch (resolved.type) {
    case 'duration': return ['duration', durationFields(Number(resolved.value))]
    case 'set': return ['set', {}]
    case 'daterange':
    case 'datetimerange':
    case 'timerange': return ['interval', intervalFields(resolved, now)]
    default: return ['datetime', datetimeFields(resolved, now, language)]
  }
}

function datetimeFields ({ value = '', timex }: Resolved, now: number, language: string): Fields {
  const iso = isoOf(value)
  return {
    formatted: iso !== null && language === 'en' ? inWords(new Date(iso)) : null,
    iso,
    accuracy: accuracyOf(timex),
    chronology: timex === 'PRESENT_REF' ? 'present' : chronologyOf(iso, value.length, now),
    state: null
  }
}

function intervalFields ({ start, end, timex }: Resolved, now: number): Fields {
  const [begin, until] = [isoOf(start ?? ''), isoOf(end ?? '')]
  const accuracy = accuracyOf(timex)
  return {
    begin,
    end: until,
    begin_accuracy: accuracy,
    end_accuracy: accuracy,
    begin_chronology: chronologyOf(begin, start?.length ?? 0, now),
    end_chronology: chronologyOf(until, end?.length ?? 0, now),
    timespan: begin === null || until === null ? null : (Date.parse(until) - Date.parse(begin)) / 1000
  }
}

function durationFields (seconds: number): Fields {
  const DAY = 86400
  const MONTH = 365 / 12 * DAY // this month and the year below make the figures of the documented example
  const YEAR = 3.154e7
  const clock = [
    Math.floor(seconds / DAY), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60
  ]
  return {
    chrono: clock.map(part => String(part).padStart(2, '0')).join(':'),
    years: seconds / YEAR,
    months: seconds / MONTH,
    days: seconds / DAY,
    hours: seconds / 3600,
    minutes: seconds / 60,
    seconds
  }
}

/** `2026-11-24` or `2026-11-24 17:00:00`, which the recogniser gives in UTC as it was asked in UTC. */
function isoOf (value: string): string | null {
  const [, date, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(value) ?? []
  return date === undefined ? null : `${date}T${time}+00:00`
}

/** How exact a phrase is, by the form of its TIMEX. */
function accuracyOf (timex: string): string | null {
  const exact = ACCURACIES.find(([form]) => form.test(timex))
  return exact === undefined ? null : exact[1]
}

const ACCURACIES: ReadonlyArray<[form: RegExp, accuracy: string]> = [
  [/^PRESENT_REF$/, 'now'],
  [/T\d\d:\d\d:\d\d$/, 'sec'],
  [/T\d\d:\d\d$/, 'min'],
  [/T\d\d$/, 'hour'],
  [/T[A-Z]{2}$/, 'halfday'],
  [/^[\dX]{4}-[\dX]{2}-\d\d$/, 'day'],
  [/^\d{4}-W\d\d/, 'week'],
  [/^\d{4}-\d\d$/, 'month'],
  [/^\d{4}$/, 'year']
]

function chronologyOf (iso: string | null, precision: number, now: number): string | null {
  if (iso === null) return null
  const today = new Date(now).toISOString()
  const then = precision > 'yyyy-mm-dd'.length
    ? [iso.slice(0, 19), today.slice(0, 19)]
    : [iso.slice(0, 10), today.slice(0, 10)]
  const [moment = '', present = ''] = then
  return moment === present ? 'present' : moment < present ? 'past' : 'future'
}

/** `Thursday, 06 October 2016 at 09:00:00 AM (+0000)`, as the platform wrote it in 2018. */
function inWords (moment: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(moment)
  const two = (number: number) => String(number).padStart(2, '0')
  const hour = moment.getUTCHours()
  const time = [
    two(hour % 12 === 0 ? 12 : hour % 12), two(moment.getUTCMinutes()), two(moment.getUTCSeconds())
  ].join(':')
  return `${part({ weekday: 'long' })}, ${two(moment.getUTCDate())} ${part({ month: 'long' })} ` +
    `${moment.getUTCFullYear()} at ${time} ${hour < 12 ? 'AM' : 'PM'} (+0000)`
}
