import type { goldEntities } from '../../../schemas/gold-entities.ts'

/** Words of a user that mean what the examples of the gold entities say. */
export const SAMPLE_WORDS: Readonly<Record<keyof typeof goldEntities, string>> = {
  cardinal: 'north-east',
  color: 'blue',
  datetime: 'Thursday, 6 October 2016 at 9',
  distance: '24 miles',
  duration: 'two days',
  email: 'ada@example.com',
  emoji: '\u{1F604}',
  interval: 'from 31 October to 6 November 2016',
  ip: '88.165.0.1',
  job: 'mathematician',
  language: 'Dutch',
  location: 'Paris',
  mass: '28 lbs',
  money: '16 euros',
  nationality: 'Portuguese',
  number: '27000',
  ordinal: 'the last',
  organization: 'SAP',
  percent: '86 %',
  person: 'Ada Lovelace',
  phone: '555 0100',
  pronoun: 'I',
  set: 'every two months',
  sort: 'the most expensive',
  speed: '37 km/h',
  temperature: '9 F',
  url: 'https://example.com/register',
  volume: '90 hl'
}
