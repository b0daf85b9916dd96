import { Type, type TProperties } from '@sinclair/typebox'
import { field, named, optional, source, type Fields } from './field.ts'
import { recognised } from './recognised.ts'

const { goldPage, captures } = source

const text = (description: string, example: string | null) =>
  optional(Type.String(), field(description, example, goldPage))
const number = (description: string, example: number) =>
  optional(Type.Number(), field(description, example, goldPage))

const gold = <P extends TProperties>(name: string, description: string, fields: P) =>
  Type.Object({ ...recognised, ...fields }, {
    ...named(`BotEntity${name}`), additionalProperties: true, description, $comment: goldPage
  })

/** Schema of the gold entity `cardinal`. */
export const CardinalSchema = gold('Cardinal', 'A direction of the compass.', {
  bearing: number('Bearing in degrees.', 45)
})
/** Schema of the gold entity `color`. */
export const ColorSchema = gold('Color', 'A colour.', {
  rgb: text('As a CSS rgb() value.', 'rgb(0,0,255)'),
  hex: text('As a hexadecimal value.', '#0000ff')
})
/** Schema of the gold entity `datetime`. */
export const DatetimeSchema = gold('Datetime', 'A moment.', {
  formatted: text(
    'In words; null when the phrase could not be resolved, like all its siblings.',
    'Thursday, 06 October 2016 at 09:00:00 AM'
  ),
  iso: text('ISO 8601.', '2016-10-06T09:00:00Z'),
  accuracy: text('One or several of year, month, week, day, halfday, hour, min, sec, now, joined by commas.', 'day'),
  chronology: text('past, present or future.', 'future'),
  state: text('relative or absolute.', 'relative')
})
/** Schema of the gold entity `distance`. */
export const DistanceSchema = gold('Distance', 'A distance.', {
  scalar: number('Amount, in `unit`.', 24),
  unit: text('Unit the user named.', 'mi'),
  meters: number('Amount in metres.', 38624.16)
})
/** Schema of the gold entity `duration`. */
export const DurationSchema = gold('Duration', 'A length of time, each field the whole of it in one unit.', {
  chrono: text('Days, hours, minutes and seconds.', '02:00:00:00'),
  years: number('In years.', 0.005478757133798352),
  months: number('In months.', 0.06575342465753424),
  days: number('In days.', 2),
  hours: number('In hours.', 48),
  minutes: number('In minutes.', 2880),
  seconds: number('In seconds.', 172800)
})
/** Schema of the gold entity `email`. */
export const EmailSchema = gold('Email', 'An e-mail address.', {
  local: text('Before the @ sign.', 'ada'),
  tag: text('After a plus sign, if any.', null),
  domain: text('After the @ sign.', 'example.com')
})
/** Schema of the gold entity `emoji`. */
export const EmojiSchema = gold('Emoji', 'An emoji or an emoticon.', {
  formatted: text('Name.', 'happy'),
  feeling: text('Feeling it shows.', 'happy'),
  tags: optional(Type.Array(Type.String()), field('Keywords.', ['face', 'smile'], goldPage)),
  unicode: text('Code point.', 'U+1F604'),
  description: text('In words.', 'smiling face with open mouth & smiling eyes')
})
/** Schema of the gold entity `interval`. */
export const IntervalSchema = gold('Interval', 'A span between two moments.', {
  begin: text('ISO 8601.', '2016-10-31T09:00:00Z'),
  end: text('ISO 8601.', '2016-11-06T09:00:00Z'),
  begin_accuracy: text('Accuracy of `begin`, as in a datetime.', 'day'),
  end_accuracy: text('Accuracy of `end`, as in a datetime.', 'day'),
  begin_chronology: text('past, present or future.', 'future'),
  end_chronology: text('past, present or future.', 'future'),
  timespan: number('Length in seconds.', 518400)
})
/** Schema of the gold entity `ip`. */
export const IpSchema = gold('Ip', 'An IP address, with the place it is thought to be at.', {
  formatted: text('Place in words.', 'Fontenay-sous-Bois, Île-de-France, FR'),
  lat: number('Latitude in degrees.', 48.8544),
  lng: number('Longitude in degrees.', 2.4827)
})
/** Schema of the gold entity `job`. */
export const JobSchema = gold('Job', 'A profession.', {})
/** Schema of the gold entity `language`. */
export const LanguageSchema = gold('Language', 'A language.', {
  short: text('Two letters, upper case.', 'NL'),
  long: text('Three letters, upper case.', 'NLD')
})
/** Schema of the gold entity `location`. */
export const LocationSchema = gold('Location', 'A place. Address parts are present as far as they are known.', {
  formatted: text('Full address.', '3410 Hillview Avenue, Palo Alto, CA 94304, United States'),
  formated: optional(Type.String(), field('Spelling of `formatted` in 2016.', 'Paris, France', captures)),
  lat: number('Latitude in degrees.', 37.399169),
  lng: number('Longitude in degrees.', -122.146475),
  type: optional(Type.Union([Type.String(), Type.Number()]), field(
    'Kind of place. The documentation calls it a float and shows a word.', 'establishment', goldPage
  )),
  place: text('Place identifier of the geocoder.', 'ChIJEyiYgJ66j4ARVZ9bxK83pSQ'),
  street_number: text('House number.', '3410'),
  street_name: text('Street.', 'Hillview Avenue'),
  postal_code: text('Postal code.', '94304'),
  city: text('City.', 'Palo Alto'),
  state: text('State or region.', 'CA'),
  country: text('Country code, lower case.', 'us')
})
/** Schema of the gold entity `mass`. */
export const MassSchema = gold('Mass', 'A mass.', {
  scalar: number('Amount, in `unit`.', 28),
  value: number('Another name of `scalar`: the documentation uses both.', 28),
  unit: text('Unit the user named.', 'lbs'),
  grams: number('Amount in grams.', 12700.576)
})
/** Schema of the gold entity `money`. */
export const MoneySchema = gold('Money', 'An amount of money.', {
  amount: number('Amount, in `currency`.', 16),
  currency: text('ISO 4217 code.', 'EUR'),
  dollars: number('Amount in US dollars.', 17.92)
})
/** Schema of the gold entity `nationality`. */
export const NationalitySchema = gold('Nationality', 'A nationality.', {
  short: text('Two letters, upper case.', 'PT'),
  long: text('Three letters, upper case.', 'PRT'),
  country: text('Country in words.', 'Portugal')
})
/** Schema of the gold entity `number`. */
export const NumberSchema = gold('Number', 'A number.', {
  scalar: number('Value.', 27000)
})
/** Schema of the gold entity `ordinal`. */
export const OrdinalSchema = gold('Ordinal', 'A rank.', {
  rank: number('Rank; -1 is the last.', -1)
})
/** Schema of the gold entity `organization`. */
export const OrganizationSchema = gold('Organization', 'A company or an institution.', {})
/** Schema of the gold entity `percent`. */
export const PercentSchema = gold('Percent', 'A percentage.', {
  scalar: number('Amount, in `unit`.', 86),
  unit: text('Sign the user wrote.', '%'),
  percent: number('Amount in percent.', 86)
})
/** Schema of the gold entity `person`. */
export const PersonSchema = gold('Person', 'A person.', {
  fullname: text('Full name.', 'Ada Lovelace')
})
/** Schema of the gold entity `phone`. */
export const PhoneSchema = gold('Phone', 'A telephone number.', {
  number: text('Digits only.', '5550100')
})
/** Schema of the gold entity `pronoun`. */
export const PronounSchema = gold('Pronoun', 'A pronoun.', {
  person: number('Grammatical person: 1, 2 or 3.', 1),
  number: text('singular or plural.', 'singular'),
  gender: text('Gender, or the platform\'s word for not known.', 'unknown')
})
/** Schema of the gold entity `set`. */
export const SetSchema = gold('Set', 'A repeated date.', {
  next: text('Next occurrence, ISO 8601.', '2016-12-02T18:18:02Z'),
  frequency: text('How often.', 'monthly'),
  interval: number('Every how many of them.', 2),
  rrule: text('Recurrence rule of RFC 5545.', 'RRULE:FREQ=MONTHLY;INTERVAL=2')
})
/** Schema of the gold entity `sort`. */
export const SortSchema = gold('Sort', 'An order to sort in.', {
  order: text('ASC or DESC.', 'DESC'),
  criterion: text('What to sort by.', 'expensive')
})
/** Schema of the gold entity `speed`. */
export const SpeedSchema = gold('Speed', 'A speed.', {
  scalar: number('Amount, in `unit`.', 37),
  unit: text('Unit the user named.', 'km/h'),
  mps: number('Amount in metres per second.', 10.277777777777779)
})
/** Schema of the gold entity `temperature`. */
export const TemperatureSchema = gold('Temperature', 'A temperature.', {
  scalar: number('Amount, in `unit`.', 9),
  unit: text('Unit the user named.', 'F'),
  celsius: number('Amount in degrees Celsius.', -12.777777777777777)
})
/** Schema of the gold entity `url`. */
export const UrlSchema = gold('Url', 'A web address.', {
  scheme: text('Scheme.', 'https'),
  host: text('Host.', 'example.com'),
  path: text('Path.', '/register'),
  params: Type.Optional(Type.Unknown(field('Path parameters, if any.', null, goldPage))),
  query: Type.Optional(Type.Unknown(field('Query, if any.', null, goldPage))),
  fragment: text('Fragment, if any.', null)
})
/** Schema of the gold entity `volume`. */
export const VolumeSchema = gold('Volume', 'A volume.', {
  scalar: number('Amount, in `unit`.', 90),
  unit: text('Unit the user named.', 'hl'),
  liters: number('Amount in litres.', 9000)
})

/** The 28 entities that the platform recognises by itself, by the name they have in `nlp.entities`. */
export const goldEntities = {
  cardinal: CardinalSchema,
  color: ColorSchema,
  datetime: DatetimeSchema,
  distance: DistanceSchema,
  duration: DurationSchema,
  email: EmailSchema,
  emoji: EmojiSchema,
  interval: IntervalSchema,
  ip: IpSchema,
  job: JobSchema,
  language: LanguageSchema,
  location: LocationSchema,
  mass: MassSchema,
  money: MoneySchema,
  nationality: NationalitySchema,
  number: NumberSchema,
  ordinal: OrdinalSchema,
  organization: OrganizationSchema,
  percent: PercentSchema,
  person: PersonSchema,
  phone: PhoneSchema,
  pronoun: PronounSchema,
  set: SetSchema,
  sort: SortSchema,
  speed: SpeedSchema,
  temperature: TemperatureSchema,
  url: UrlSchema,
  volume: VolumeSchema
}

/** All gold entities by name, with their fields. */
export type GoldEntities = { [Name in keyof typeof goldEntities]: Fields<typeof goldEntities[Name]['properties']> }
