import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { basic, bearer, header, type Verifier } from '../../lib/index.ts'
import { compareTimings, CROPS, type Comparison } from './compare-timings.ts'
import { readArguments } from './arguments.ts'

const CERTAIN = 4.5 // of t: beyond it a difference is no chance
const LENGTH = 32 // characters of the secret

const secret = randomBytes(LENGTH).toString('hex').slice(0, LENGTH)

/**
 * Ways in which a guess is wrong: the guess, and the secret it is compared with. All guesses are equally long, for a
 * longer one takes longer to hash, which tells its sender nothing that he does not know.
 */
const mistakes: Record<string, { guess: string, secret: string }> = {
  'wrong first byte': { guess: other(secret[0] as string) + secret.slice(1), secret },
  'wrong last byte': { guess: secret.slice(0, -1) + other(secret.at(-1) as string), secret },
  'wrong length': { guess: secret, secret: `${secret}0` }
}

interface Kind { of: (secret: string) => Pick<Verifier, 'verify'>, headersOf: (guess: string) => IncomingHttpHeaders }

const verifiers: Record<string, Kind> = {
  basic: {
    of: password => basic({ username: 'platform', password }),
    headersOf: guess => ({ authorization: flat(`Basic ${Buffer.from(`platform:${guess}`).toString('base64')}`) })
  },
  bearer: { of: bearer, headersOf: guess => ({ authorization: flat(`Bearer ${guess}`) }) },
  header: { of: secret => header('x-bot-key', secret), headersOf: guess => ({ 'x-bot-key': flat(guess) }) },
  control: {
    of: secret => ({ verify: headers => startsLike(secret, headers['x-bot-key'] as string) }),
    headersOf: guess => ({ 'x-bot-key': flat(guess) })
  }
}

const { runs = 100_000, only } = readArguments('timing', {
  basic: 'basic()',
  bearer: 'bearer()',
  header: 'header()',
  control:
    'a comparison that ends at the first wrong byte, which must be found out'
})

console.log(`Node ${process.version}, ${runs} calls of verify() of each kind, in random order; t of Welch with the ` +
  'slowest values cut off')
console.log(`\n${['verifier', 'pair', ...CROPS.map(percent => `${percent} %`)].join('\t')}`)
const failed = only.filter(name => {
  const { of, headersOf } = verifiers[name] as Kind
  // Another verifier for each call: any two that are made alike differ by more than what is looked for.
  const classes = Object.fromEntries(Object.entries(mistakes).map(([mistake, { guess, secret }]) =>
    [mistake, () => ({ verify: of(secret).verify, headers: headersOf(guess) })]))
  const comparisons = compareTimings(classes, runs, ({ verify, headers }) => verify(headers))
  for (const { pair, t } of comparisons) console.log([name, pair, ...t.map(t => t.toFixed(1))].join('\t'))
  return isTold(comparisons) !== (name === 'control')
})
console.log(failed.length === 0
  ? '\nas it should be: no t beyond 4.5, but for the control'
  : `\nnot as it should be: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

function isTold (comparisons: Comparison[]): boolean {
  return comparisons.some(({ t }) => t.some(t => Math.abs(t) > CERTAIN))
}

/** What every verifier must not do: end at the first difference. */
function startsLike (secret: string, guess: string): boolean {
  for (let index = 0; index < secret.length; index++) {
    if (guess.charCodeAt(index) !== secret.charCodeAt(index)) return false
  }
  return true
}

/** One string in one piece, whatever it was put together from: else its making would be measured too. */
function flat (text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

function other (character: string): string {
  return character === '0' ? '1' : '0'
}
